import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import { dataset } from '../../lib/data/dataset.js'
import { modelOf } from '../../lib/data/model.js'
import { predict } from '../../lib/inference/predict.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import * as _ from '../../lib/training/evaluate.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { softmaxCrossEntropy } from '../reference/softmaxCrossEntropy.js'
import { alive, answersTo, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

describe('scores', () => {
  test('summed cross-entropy and right answers against float64', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), arbitrarySeed, (classes, count, seed) => {
        const logits = arrayFrom(seed, [count, classes])
        const labels = Uint16Array.from({ length: count }, (_label, sample) => (seed + 3 * sample) % classes)
        const { loss, correct } = _.scores(Float32Array.from(logits.values), labels)
        expect(loss / count).toBeCloseTo(softmaxCrossEntropy(logits, labels), 5)
        const best = [...labels].filter((label, sample) => {
          const row = [...logits.values.slice(sample * classes, (sample + 1) * classes)]
          return row.indexOf(Math.max(...row)) === label
        })
        expect(correct).toBe(best.length)
      }),
    )
  })

  test('a tie goes to the lower class; large logits do not overflow', () => {
    expect(_.scores(Float32Array.of(1, 1, 0), Uint16Array.of(0)).correct).toBe(1)
    expect(_.scores(Float32Array.of(1, 1, 0), Uint16Array.of(1)).correct).toBe(0)
    expect(_.scores(Float32Array.of(3e38, 0), Uint16Array.of(0))).toEqual({ correct: 1, loss: 0 })
    expect(_.scores(Float32Array.of(1000, 0), Uint16Array.of(1)).loss).toBe(1000)
    expect(_.scores(Float32Array.of(Number.NaN, 0), Uint16Array.of(0))).toEqual({ correct: 0, loss: Number.NaN })
  })
})

describeOnBackends('evaluate', (backend) => {
  const samples = learnable([5], 3, 23)
  const network = mlp({ input: [5], cfg: [4], classes: 3 }, key(0))

  test('is the scores of all samples, whatever the batch size', async () => {
    const before = alive(backend())
    const { input, labels } = batchAt(
      samples,
      Array.from({ length: 23 }, (_sample, at) => at),
    )
    const logits = await answersTo(backend(), network as never, input.values, 23)
    const { loss, correct } = _.scores(logits, labels)
    for (const batchSize of [1, 7, 23, 256]) {
      const found = right(await _.evaluate(backend(), network, samples, { batchSize })())
      expect(found).toMatchObject({ correct, samples: 23, accuracy: correct / 23 })
      expect(found.loss).toBeCloseTo(loss / 23, 5)
    }
    expect(alive(backend())).toEqual(before)
  })

  test.each([0, -1, 1.5, Number.NaN])('a batch size of %s is a Left', async (batchSize) => {
    const found = await _.evaluate(backend(), network, samples, { batchSize })()
    expect(found).toEqual(E.left({ _tag: 'BadOption', option: 'batchSize', expected: 'a whole number, 1 or more', found: batchSize }))
  })
})

describeOnBackends('evaluate a model', (backend) => {
  test('by its own normalization, whatever the data set’s', async () => {
    const labels = Array.from({ length: 12 }, (_sample, at) => at % 3)
    const parts = { shape: [5], classes: 3, values: Float32Array.from({ length: 60 }, (_value, at) => (at * 37) % 11), labels } as const
    const training = right(dataset({ ...parts, normalization: { mean: [4, 5, 5, 5, 6], deviation: [3, 3, 3, 2, 3] } }))
    const test_ = right(dataset({ ...parts, normalization: 'none' }))
    const network = mlp({ input: [5], cfg: [4], classes: 3 }, key(0))
    const model = right(modelOf(network, training))
    const wanted = await _.evaluate(backend(), network, training)()
    expect(await _.evaluate(backend(), model, test_)()).toEqual(wanted)
    expect(await _.evaluate(backend(), model, training)()).toEqual(wanted)
    expect(await _.evaluate(backend(), network, test_)()).not.toEqual(wanted)
    const predictions = right(await predict(backend(), model, test_.values)())
    expect(predictions.filter(({ index }, at) => index === labels[at]).length).toBe(right(wanted).correct)
  })

  test('refuses one put together wrongly by hand', async () => {
    const samples = learnable([5], 3, 4)
    const model = { network: mlp({ input: [5], cfg: [4], classes: 3 }, key(0)), normalization: { mean: [], deviation: [] }, classNames: [] }
    expect(await _.evaluate(backend(), model, samples)()).toMatchObject({ left: { _tag: 'ModelError', field: 'normalization' } })
  })
})
