import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeModel, encodeModel } from '../../lib/checkpoint/modelFile.js'
import { batchAt } from '../../lib/data/batch.js'
import { type Dataset, dataset } from '../../lib/data/dataset.js'
import { mapNetwork, modelOf } from '../../lib/data/model.js'
import type { RawSamples } from '../../lib/data/storedValues.js'
import { compact, select } from '../../lib/data/view.js'
import type { Backend } from '../../lib/engine/backend.js'
import { errorMessage } from '../../lib/errorMessage.js'
import * as _ from '../../lib/inference/predict.js'
import { softmax } from '../../lib/inference/prediction.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { mlp } from '../../lib/model/mlp.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { forward } from '../../lib/network/forward.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { alive, right } from '../setup/answers.js'

const names = ['cat', 'dog', 'fox', 'hen']
const network = sequential(input(4, 4, 2), conv2d(2, 6), batchNorm(6), relu, globalAveragePool, linear(6, 4))(key(1))

/** Samples as a seed draws them, bytes or floats, with a normalization of their own. */
const drawn = (seed: number, floats: boolean, count: number): Dataset<[4, 4, 2]> => {
  const noise = arrayFrom(seed, [count, 4, 4, 2]).values
  const values = floats ? Float32Array.from(noise, (value) => 7 * value + 3) : Uint8Array.from(noise, (value) => 128 + 40 * value)
  const labels = Array.from({ length: count }, (_sample, at) => at % 4)
  return right(dataset({ shape: [4, 4, 2], classes: names, values, labels }))
}

/** Softmax of what `forward` answers to the first samples as a fit sees them. */
const expected = async (backend: Backend, samples: Dataset<[4, 4, 2]>, count: number): Promise<readonly (readonly number[])[]> => {
  const first = Array.from({ length: count }, (_sample, at) => at)
  const { values } = right(await forward(backend, network, batchAt(samples, first).input)())
  return first.map((at) => softmax(values.subarray(at * 4, (at + 1) * 4)))
}

describeOnBackends('predict', (backend) => {
  test('is softmax of forward on the batch that a fit sees, to the bit: bytes and floats, saved and loaded', () =>
    fc.assert(
      fc.asyncProperty(arbitrarySeed, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (seed, floats, count) => {
        const samples = drawn(seed, floats, count)
        const model = right(modelOf(network, samples))
        const wanted = await expected(backend(), samples, count)
        const before = alive(backend())
        const found = right(await _.predict(backend(), model, samples.values)())
        expect(alive(backend())).toEqual(before)
        expect(found.map(({ probabilities }) => probabilities)).toEqual(wanted)
        for (const { index, name, probability, probabilities, top } of found) {
          expect(index).toBe(probabilities.indexOf(Math.max(...probabilities)))
          expect([name, probability]).toEqual([names[index], probabilities[index]])
          expect(top.map((each) => each.probability)).toEqual(probabilities.toSorted((one, other) => other - one))
          expect(top.every((each) => each.name === names[each.index] && each.probability === probabilities[each.index])).toBe(true)
        }
        const loaded = right(decodeModel(encodeModel(model)))
        expect(right(await _.predict(backend(), loaded, samples.values)())).toEqual(found)
        const [alone] = right(await _.predict(backend(), model, samples.values.subarray(0, 32), { top: 1 })())
        expect(alone?.probabilities).toEqual((await expected(backend(), samples, 1))[0])
        expect(alone?.top).toHaveLength(1)
      }),
      { numRuns: 25 },
    ))

  test('answers samples in their order, whatever the batch size', async () => {
    const samples = drawn(3, false, 11)
    const model = right(modelOf(network, samples))
    const all = right(await _.predict(backend(), model, samples.values)())
    const reversed = compact(right(select(Array.from({ length: 11 }, (_sample, at) => 10 - at))(samples)))
    const answered = right(await _.predict(backend(), model, reversed.values, { batchSize: 11 })())
    expect(answered).toEqual(all.toReversed())
    const inParts = right(await _.predict(backend(), model, samples.values, { batchSize: 3 })())
    expect(inParts.map(({ index }) => index)).toEqual(all.map(({ index }) => index))
  })

  test('a predictor answers the same up to rounding, and leaves nothing behind', async () => {
    const samples = drawn(5, true, 7)
    const model = right(modelOf(network, samples))
    const wanted = right(await _.predict(backend(), model, samples.values)())
    const before = alive(backend())
    const ask = _.predictor(backend(), model)
    for (const options of [{}, { top: 2 }, { batchSize: 2 }]) {
      const found = right(await ask(samples.values, options)())
      expect(found.map(({ name }) => name)).toEqual(wanted.map(({ name }) => name))
      found.forEach(({ probabilities }, at) =>
        probabilities.forEach((probability, of) => expect(probability).toBeCloseTo(wanted[at]!.probabilities[of]!, 6)),
      )
    }
    expect(alive(backend())).toEqual(before)
  })

  test('a predictor that was let go of answers no more', async () => {
    const samples = drawn(6, false, 2)
    const ask = _.predictor(backend(), right(modelOf(network, samples)))
    right(await ask(samples.values)())
    ask.release()
    const late = await ask(samples.values)()
    expect(late).toEqual(E.left({ _tag: 'Released', by: 'predictor' }))
    expect(E.mapLeft(errorMessage)(late)).toEqual(
      E.left('what predictor gave was released before this question: call predictor again, and ask what it gives'),
    )
  })

  test('a predictor that is let go of answers what it was asked before, of several batches too, and then leaves the device', async () => {
    const samples = drawn(6, false, 7)
    const evicted: Float32Array[] = []
    const watched: Backend = {
      ...backend(),
      evict: (values) => {
        evicted.push(values)
        backend().evict(values)
      },
    }
    const ask = _.predictor(watched, right(modelOf(network, samples)))
    const wanted = right(await ask(samples.values)())
    const [inParts, stopped] = [ask(samples.values, { batchSize: 2 })(), ask(samples.values, { signal: AbortSignal.abort('enough') })()]
    ask.release()
    expect(await stopped).toEqual(E.left({ _tag: 'Aborted', reason: 'enough' }))
    expect(evicted).toEqual([])
    expect(right(await inParts).map(({ name }) => name)).toEqual(wanted.map(({ name }) => name))
    expect(evicted.length).toBeGreaterThan(0)
  })

  test('a byte of a canvas, which is clamped, is a byte', async () => {
    const samples = drawn(8, false, 2)
    const model = right(modelOf(network, samples))
    const clamped = new Uint8ClampedArray([9, ...samples.values]).subarray(1)
    expect(await _.predict(backend(), model, clamped)()).toEqual(await _.predict(backend(), model, samples.values)())
  })

  test('samples in another kind of array, and an option that there is not, throw at the call', () => {
    const model = right(modelOf(network, { normalization: 'none' }))
    const ask = (samples: unknown, options = {}) => _.predict(backend(), model, samples as RawSamples, options)
    expect(() => ask(new Float64Array(32))).toThrow(
      'narrownet: predict: samples is a Float64Array, not a Uint8Array, a Uint8ClampedArray or a Float32Array',
    )
    expect(() => ask([1, 2])).toThrow(/^narrownet: predict: samples is .*, not a Uint8Array, a Uint8ClampedArray or a Float32Array$/)
    expect(() => ask(new Uint8Array(32), { topK: 3 })).toThrow('narrownet: predict: unknown option topK, not one of top, batchSize, signal')
  })

  test('a signal that asked to stop is obeyed', async () => {
    const samples = drawn(2, false, 3)
    const model = right(modelOf(network, samples))
    const signal = AbortSignal.abort('enough')
    expect(await _.predict(backend(), model, samples.values, { signal })()).toEqual(E.left({ _tag: 'Aborted', reason: 'enough' }))
  })

  test('a float that was a byte over 255 is that byte', async () => {
    const samples = drawn(7, false, 3)
    const model = right(modelOf(network, samples))
    const floats = Float32Array.from(samples.values, (byte) => byte / 255)
    expect(await _.predict(backend(), model, floats)()).toEqual(await _.predict(backend(), model, samples.values)())
  })

  const samples = drawn(9, true, 2)
  const model = right(modelOf(network, samples))
  const far = Float32Array.from({ length: 64 }, (_value, at) => (at === 40 ? Number.NaN : 1))
  const broken = mapNetwork((of: typeof network) =>
    mapArrays(of, (values, path) => (path === '4.weight' ? values.map(() => 3e38) : values)),
  )
  const wholeSamples = 'samples: length: expected 32 numbers for each sample of [4,4,2], at least one sample, found'
  test.each<readonly [string, typeof model, RawSamples, _.PredictOptions, string]>([
    ['no sample', model, new Uint8Array(0), {}, `${wholeSamples} 0`],
    ['a part of a sample', model, new Uint8Array(33), {}, `${wholeSamples} 33`],
    ['a number that is none', model, far, {}, 'samples: values: expected finite numbers, found NaN in sample 1'],
    ['a batch size of 0', model, samples.values, { batchSize: 0 }, 'batchSize: expected a whole number, 1 or more, found 0'],
    ['a top of 2.5', model, samples.values, { top: 2.5 }, 'top: expected a whole number, 1 or more, found 2.5'],
    [
      'a network whose logits overflow',
      broken(model),
      samples.values,
      {},
      'the network answers sample 0 with Infinity for output 0: its weights are damaged or too large',
    ],
    [
      'a model whose names were replaced by fewer',
      { ...model, classNames: ['cat'] },
      samples.values,
      {},
      'model: classNames: expected one for each of 4 classes, found 1',
    ],
  ])('%s is a Left', async (_what, of, values, options, message) => {
    const answers = [await _.predict(backend(), of, values, options)(), await _.predictor(backend(), of)(values, options)()]
    expect(answers.map(E.mapLeft(errorMessage))).toEqual([E.left(message), E.left(message)])
  })
})

describe('softmax', () => {
  test('does not overflow, and gives equal logits equal shares', () => {
    expect(softmax(Float32Array.of(3e38, 3e38, -3e38))).toEqual([0.5, 0.5, 0])
    const sums = fc.property(fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 }), (logits) => {
      const probabilities = softmax(Float32Array.from(logits))
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12)
      expect(softmax(Float32Array.from(logits.toReversed()))).toHaveLength(logits.length)
      logits.forEach((logit, at) => {
        const reference = 1 / logits.reduce((sum, other) => sum + Math.exp(Math.fround(other) - Math.fround(logit)), 0)
        expect(Math.abs((probabilities[at] ?? -1) - reference)).toBeLessThanOrEqual(1e-12 * Math.max(reference, 1e-300) + 1e-300)
      })
    })
    fc.assert(sums)
  })
})

test('mlp models of a thousand classes answer by number', () => {
  const wide = mlp({ input: [3], cfg: [4], classes: 1000 }, key(0))
  expect(right(modelOf(wide, { normalization: 'none' })).classNames[999]).toBe('999')
})
