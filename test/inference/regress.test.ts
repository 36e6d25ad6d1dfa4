import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { modelOf } from '../../lib/data/model.js'
import { probabilities, vectors } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { batchAt } from '../../lib/data/batch.js'
import * as _ from '../../lib/inference/regress.js'
import { linear } from '../../lib/layer/linear.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answersTo, right } from '../setup/answers.js'

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
      left: { _tag: 'BadOption', option: 'normalization', found: '1 means' },
    })
    expect(() => _.regress(backend(), network as never, values)).toThrow(/^narrownet: /)
  })
})

test('vectors make no model of classes; probabilities bring the names of theirs', () => {
  expect(modelOf(network, samples as never)).toMatchObject({
    left: { _tag: 'ModelError', field: 'classNames', found: 'one of vectors, which regress answers' },
  })
  const soft = right(targetDataset({ shape: [2], values, targets: probabilities(['a', 'b', 'c'], [1, 0, 0, 0, 1, 0, 0, 0, 1]) }))
  expect(E.map(({ classNames }: { readonly classNames: readonly string[] }) => classNames)(modelOf(network, soft))).toEqual(
    E.right(['a', 'b', 'c']),
  )
})
