import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeModel, encodeModel } from '../../lib/checkpoint/modelFile.js'
import { refine } from '../../lib/checkpoint/refine.js'
import { dataset } from '../../lib/data/dataset.js'
import { datasetLike } from '../../lib/data/datasetLike.js'
import * as _ from '../../lib/data/model.js'
import { mlp } from '../../lib/model/mlp.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrow } from '../../lib/pruning/narrow.js'
import { key } from '../../lib/random/key.js'
import type { Equal, Expect } from '../../typetests/equal.js'
import { right } from '../setup/answers.js'

const network = mlp({ input: [2, 2, 3], cfg: [6, 4], classes: 2 }, key(0))
const values = Uint8Array.from({ length: 24 }, (_value, at) => 10 * at)
const training = right(dataset({ shape: [2, 2, 3], classes: ['cat', 'dog'], values, labels: [1, 0] }))
const model = right(_.modelOf(network, training))

describe('modelOf', () => {
  test('takes normalization and names from the data set', () => {
    expect(model).toEqual({ network, normalization: training.normalization, classNames: ['cat', 'dog'] })
    expect(model.network).toBe(network)
  })

  test('takes them by hand: names are numbers by default, and no normalization is one', () => {
    const bare = right(_.modelOf(network, { normalization: 'none' }))
    expect(bare).toMatchObject({ normalization: { mean: [0, 0, 0], deviation: [1, 1, 1] }, classNames: ['0', '1'] })
  })

  const normalization = { mean: [0, 0, 0], deviation: [1, 1, 1] }
  test.each<readonly [E.Either<_.ModelError, unknown>, string]>([
    [_.modelOf(network, { normalization, classNames: ['cat'] }), 'model: classNames: expected one for each of 2 classes, found 1'],
    [
      _.modelOf(network, { normalization: { mean: [0], deviation: [1] } }),
      'model: normalization: expected a finite mean and a positive deviation for each of 3 channels, found 1 means',
    ],
    [
      _.modelOf(network, { normalization: { mean: [0, 0, 0], deviation: [1, 0, 1] } }),
      'model: normalization: expected a finite mean and a positive deviation for each of 3 channels, found deviation 0 in channel 1',
    ],
  ])('%#: refuses what does not go with the network', (made, message) => {
    expect(E.mapLeft(_.modelErrorMessage)(made)).toEqual(E.left(message))
  })
})

test('what is no model throws at the call', () => {
  const given = (parts: unknown) => () => _.modelProblem('predict', { ...model, ...(parts as object) })
  expect(given({ normalization: undefined })).toThrow('narrownet: predict: normalization is undefined, not an object')
  expect(given({ normalization: { mean: '0', deviation: [1] } })).toThrow(
    'narrownet: predict: normalization.mean is "0", not a list of numbers',
  )
  expect(given({ classNames: 'cat' })).toThrow('narrownet: predict: classNames is "cat", not a list of strings')
  expect(given({ network: undefined })).toThrow(/^narrownet: predict: the model.s network/)
})

describe('another network', () => {
  test('by mapNetwork, with its type', () => {
    const slim = F.pipe(model, _.mapNetwork(narrow(l1Norm, [3, 2])))
    type Known = Expect<Equal<typeof slim.network.cfg, [3, 2]>>
    const yes: Known = true
    expect([slim.network.cfg, yes]).toEqual([[3, 2], true])
    expect(slim).toMatchObject({ normalization: model.normalization, classNames: model.classNames })
  })

  test('by traverseNetwork, where it may fail', () => {
    const halves = {
      groups: [
        { width: 6, kept: [0, 2, 4] },
        { width: 4, kept: [1] },
      ],
    }
    expect(right(F.pipe(model, _.traverseNetwork(cut(halves)))).network.cfg).toEqual([3, 1])
    const refused = F.pipe(model, _.traverseNetwork(refine([6, 3] as readonly number[])))
    expect(refused).toEqual(E.left({ _tag: 'NetworkMismatch', differences: [{ field: 'cfg', expected: [6, 3], found: [6, 4] }] }))
  })

  test('a loaded one is refined to its whole type, or refused', () => {
    const loaded = right(decodeModel(encodeModel(model)))
    const refined = right(F.pipe(loaded, _.traverseNetwork(refine(network))))
    type Known = Expect<Equal<typeof refined, _.Model<typeof network>>>
    const yes: Known = true
    expect([refined, yes]).toEqual([model, true])
    expect(E.isLeft(F.pipe(loaded, _.traverseNetwork(refine({ input: [2, 2, 1] }))))).toBe(true)
  })

  test('by a spread', () => {
    const slim: _.Model<typeof network> = { ...model, network: mlp({ input: [2, 2, 3], cfg: [6, 4], classes: 2 }, key(1)) }
    expect(slim.classNames).toBe(model.classNames)
  })
})

describe('datasetLike', () => {
  const parts = { values: new Uint8Array(12).fill(200), labels: [1] }
  test.each([
    ['a data set', right(datasetLike(training, parts))],
    ['a model', right(datasetLike(model, parts))],
  ])('is seen as %s is', (_what, test_) => {
    type Known = Expect<Equal<typeof test_.shape, [2, 2, 3]>>
    const yes: Known = true
    expect([test_, yes]).toEqual([{ ...training, values: parts.values, labels: Uint16Array.of(1), rows: Uint32Array.of(0) }, true])
  })

  test('refuses what a data set refuses', () => {
    expect(datasetLike(training, { ...parts, labels: [2] })).toMatchObject({ left: { field: 'labels', found: '2 at sample 0' } })
    expect(datasetLike(model, { ...parts, values: new Uint8Array(11) })).toMatchObject({ left: { field: 'values', found: '11' } })
  })
})
