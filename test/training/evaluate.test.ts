import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import { dataset } from '../../lib/data/dataset.js'
import { modelOf } from '../../lib/data/model.js'
import { predict } from '../../lib/inference/predict.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { mlp } from '../../lib/model/mlp.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { key } from '../../lib/random/key.js'
import * as _ from '../../lib/training/evaluate.js'
import { train } from '../../lib/training/train.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { softmaxCrossEntropy } from '../reference/softmaxCrossEntropy.js'
import { alive, answersTo, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { scores } from './scores.js'

describe('scores', () => {
  test('summed cross-entropy and right answers against float64', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), arbitrarySeed, (classes, count, seed) => {
        const logits = arrayFrom(seed, [count, classes])
        const labels = Uint16Array.from({ length: count }, (_label, sample) => (seed + 3 * sample) % classes)
        const { loss, correct } = scores(Float32Array.from(logits.values), labels)
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
    expect(scores(Float32Array.of(1, 1, 0), Uint16Array.of(0)).correct).toBe(1)
    expect(scores(Float32Array.of(1, 1, 0), Uint16Array.of(1)).correct).toBe(0)
    expect(scores(Float32Array.of(3e38, 0), Uint16Array.of(0))).toEqual({ correct: 1, loss: 0 })
    expect(scores(Float32Array.of(1000, 0), Uint16Array.of(1)).loss).toBe(1000)
    expect(scores(Float32Array.of(Number.NaN, 0), Uint16Array.of(0))).toEqual({ correct: 0, loss: Number.NaN })
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
    const { loss, correct } = scores(logits, labels)
    for (const batchSize of [1, 7, 23, 256]) {
      const found = right(await _.evaluate(backend(), network, samples, { batchSize })())
      expect(found).toMatchObject({ correct, samples: 23, accuracy: correct / 23 })
      expect(found.loss).toBeCloseTo(loss / 23, 5)
    }
    expect(alive(backend())).toEqual(before)
  })

  test.each<[path: string, value: number, sample: number]>([['0.weight', 3e38, -1]])(
    'an answer that is not finite is a Left, not an accuracy: %s %d',
    async (path, value, sample) => {
      const before = alive(backend())
      const broken = mapArrays(network, (values, at) => (at === path ? values.map(() => value) : values))
      const found = await _.evaluate(backend(), broken, samples, { batchSize: 4 })()
      expect(found).toMatchObject({ _tag: 'Left', left: { _tag: 'AnswerNotFinite', ...(sample < 0 ? {} : { sample, output: 0 }) } })
      expect(E.isLeft(found) && errorMessage(found.left)).toMatch(
        /^the network answers sample \d+ with \S+ for output \d: its weights are damaged or too large$/,
      )
      expect(alive(backend())).toEqual(before)
    },
  )

  test.each<[path: string, value: number]>([
    ['2.bias', Number.NaN],
    ['2.weight', Number.NaN],
    ['2.bias', Infinity],
  ])('weights that are not finite are a Left, in a fit as well: %s %d', async (path, value) => {
    const broken = mapArrays(network, (values, at) => (at === path ? values.map(() => value) : values))
    const left = { _tag: 'ArrayMismatch', wrongValue: [{ path, expected: 'finite numbers', found: value, at: 0 }] }
    const found = await _.evaluate(backend(), broken, samples)()
    expect(found).toMatchObject({ left })
    expect(E.isLeft(found) && errorMessage(found.left)).toBe(
      `the arrays do not fit the network: ${path} holds ${value} at 0 instead of finite numbers`,
    )
    expect(await train(backend(), broken, samples, { epochs: 1, batchSize: 4, learningRate: 0.1, key: key(0) })()).toMatchObject({ left })
  })

  test('the sample that is not answered is named, wherever it stands', async () => {
    const first = mlp({ input: [1], cfg: [], classes: 2 }, key(0))
    const ones = mapArrays(first, (values) => values.fill(1e38))
    const values = Float32Array.from({ length: 10 }, (_value, at) => (at === 7 ? 9 : 0))
    const data = right(dataset({ shape: [1], classes: 2, values, labels: new Uint8Array(10), normalization: 'none' }))
    expect(await _.evaluate(backend(), ones, data, { batchSize: 4 })()).toEqual(
      E.left({ _tag: 'AnswerNotFinite', sample: 7, output: 0, found: Infinity }),
    )
  })

  test('what no compiler lets pass throws at the call', () => {
    expect(() => _.evaluate(backend(), network, samples, { batch: 4 } as never)).toThrow(
      'narrownet: evaluate: unknown option batch, not one of batchSize, top, confusion, signal',
    )
    expect(() => _.evaluate(backend(), network, samples, { batchSize: '4' } as never)).toThrow(
      'narrownet: evaluate: batchSize is "4", not a number',
    )
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
