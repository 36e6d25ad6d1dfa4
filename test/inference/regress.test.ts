import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { modelOf } from '../../lib/data/model.js'
import { probabilities, severalLabels, vectors } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { batchAt } from '../../lib/data/batch.js'
import { errorMessage } from '../../lib/errorMessage.js'
import * as _ from '../../lib/inference/regress.js'
import { linear } from '../../lib/layer/linear.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { alive, answersTo, right } from '../setup/answers.js'

const network = sequential(input(2), linear(2, 3))(key(0))
const values = Float32Array.of(70, 3, 120, 5, 90, 4)
const samples = right(targetDataset({ shape: [2], values, targets: vectors([3], new Float32Array(9)) }))

describeOnBackends('regress', (backend) => {
  test('has the bits of forward on the data set’s own batch; other batch sizes give the same up to rounding', async () => {
    const expected = await answersTo(backend(), network as never, batchAt(samples, [0, 1, 2]).input.values, 3)
    for (const batchSize of [1, 2, 256]) {
      const found = right(await _.regress(backend(), { network, normalization: samples.normalization }, values, { batchSize })())
      expect(found.shape).toEqual([3, 3])
      // fewer samples at once are multiplied by another kernel
      if (batchSize === 256) expect(found.values).toEqual(expected)
      expectClose(found.values, expected)
    }
  })

  test('says what is wrong', async () => {
    const { normalization } = samples
    const asked = (raw: Float32Array, more: object = {}) => _.regress(backend(), { network, normalization, ...more }, raw)()
    expect(await asked(Float32Array.of(1, 2, 3))).toMatchObject({ left: { _tag: 'SamplesError', field: 'length' } })
    expect(await asked(values, { normalization: { mean: [0], deviation: [1] } })).toMatchObject({
      left: { _tag: 'ModelError', of: 'regression', field: 'normalization', found: '1 means' },
    })
    expect(() => _.regress(backend(), network as never, values)).toThrow(/^narrownet: regress: /)
    expect(() => _.regressor(backend(), undefined as never)).toThrow('narrownet: regressor: the regression is undefined, not an object')
  })

  test('a regressor gives the same up to rounding, what it was asked before it is let go of, and nothing afterwards', async () => {
    const regression = { network, normalization: samples.normalization }
    const wanted = right(await _.regress(backend(), regression, values)())
    const before = alive(backend())
    const ask = _.regressor(backend(), regression)
    expectClose(right(await ask(values)()).values, wanted.values)
    const inParts = ask(values, { batchSize: 1 })()
    ask.release()
    const found = right(await inParts)
    expect(found.shape).toEqual([3, 3])
    expectClose(found.values, wanted.values)
    expect(alive(backend())).toEqual(before)
    expect(await ask(values)()).toEqual(E.left({ _tag: 'Released', by: 'regressor' }))
  })
})

test('vectors make no model of classes; probabilities bring the names of theirs', () => {
  expect(modelOf(network, samples as never)).toMatchObject({
    left: { _tag: 'ModelError', field: 'network', found: 'one that learned vectors: ship it by regressionOf, and ask it by regress' },
  })
  const several = right(targetDataset({ shape: [2], values, targets: severalLabels(3, new Uint8Array(9)) }))
  expect(E.mapLeft(errorMessage)(modelOf(network, several as never))).toEqual(
    E.left(
      'model: network: expected one that learned classes or probabilities of classes, found one that learned several labels: ship it by regressionOf, and ask it by regress, which gives a number for each label, above 0 where the label is likelier there than not',
    ),
  )
  const soft = right(targetDataset({ shape: [2], values, targets: probabilities(['a', 'b', 'c'], [1, 0, 0, 0, 1, 0, 0, 0, 1]) }))
  expect(E.map(({ classNames }: { readonly classNames: readonly string[] }) => classNames)(modelOf(network, soft))).toEqual(
    E.right(['a', 'b', 'c']),
  )
})
