import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { patternBytes } from '../../../lib/engine/wasm/simd/patternBytes.js'
import { batchNorm, batchStatistics } from '../../reference/batchNorm.js'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { guardedHeap } from './guardedHeap.js'

const epsilon = 1e-5

/** The gradient in closed form, in float64 (lib/engine/batchNorm.ts); finite differences hold it in the suite one folder up. */
const gradients = (x: Float64Array, dy: Float64Array, scale: Float64Array) => {
  const channels = scale.length
  const rows = x.length / channels
  const { mean, variance } = batchStatistics({ shape: [rows, channels], values: x })
  const normalized = x.map((value, i) => (value - mean[i % channels]!) / Math.sqrt(variance[i % channels]! + epsilon))
  const sum = (values: Float64Array): Float64Array =>
    values.reduce((sums, value, i) => {
      sums[i % channels]! += value
      return sums
    }, new Float64Array(channels))
  const shift = sum(dy)
  const scaled = sum(dy.map((value, i) => value * normalized[i]!))
  const input = dy.map((value, i) => {
    const c = i % channels
    return (scale[c]! / Math.sqrt(variance[c]! + epsilon)) * (value - shift[c]! / rows - (normalized[i]! * scaled[c]!) / rows)
  })
  return { input, scale: scaled, shift }
}

describe('batch norm kernels', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })

  const train = (x: Float64Array, dy: Float64Array, scale: Float64Array, shift: Float64Array) => {
    const channels = scale.length
    const rows = x.length / channels
    const [input, outputGradient, gamma, beta] = [x, dy, scale, shift].map((values) => Float32Array.from(values)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ]
    const [output, mean, variance, saved] = heap(
      [input, gamma, beta],
      [x.length, channels, channels, 3 * channels],
      7 * patternBytes(channels),
      (simd, ins, outs, workspace) =>
        simd.normalizeBatch(ins[0]!, ins[1]!, ins[2]!, outs[0]!, outs[1]!, outs[2]!, outs[3]!, rows, channels, epsilon, workspace),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array]
    const [inputGradient, scaleGradient, shiftGradient] = heap(
      [input, outputGradient, gamma, saved],
      [x.length, channels, channels],
      8 * patternBytes(channels),
      (simd, ins, outs, workspace) =>
        simd.normalizeBatchGradient(ins[0]!, ins[1]!, ins[2]!, ins[3]!, outs[0]!, outs[1]!, outs[2]!, rows, channels, workspace),
    ) as [Float32Array, Float32Array, Float32Array]
    const [inferred, rectified] = [0, 1].map((flag) => {
      const [found] = heap([input, mean, variance, gamma, beta], [x.length], 3 * patternBytes(channels), (simd, ins, outs, workspace) =>
        simd.normalizeRows(ins[0]!, ins[1]!, ins[2]!, ins[3]!, ins[4]!, outs[0]!, rows, channels, epsilon, flag, workspace),
      )
      return found
    })
    expect(rectified).toEqual(inferred?.map((value) => (value < 0 ? 0 : value)))
    return { output, mean, variance, inputGradient, scaleGradient, shiftGradient, inferred }
  }

  const check = (rows: number, channels: number, seed: number, offset = 0, tolerance = 1e-5): void => {
    const x = arrayFrom(seed, [rows, channels]).values.map((value) => Math.fround(value + offset))
    const dy = arrayFrom(seed + 1, [rows, channels]).values
    const scale = arrayFrom(seed + 2, [channels]).values
    const shift = arrayFrom(seed + 3, [channels]).values
    const found = train(x, dy, scale, shift)
    const statistics = batchStatistics({ shape: [rows, channels], values: x })
    const expected = batchNorm({ shape: [rows, channels], values: x }, statistics, scale, shift, epsilon)
    // A batch of a few rows may have next to no variance, and then divides by the root of epsilon.
    const steepness = Math.max(1, ...statistics.variance.map((value) => 0.1 / Math.sqrt(value + epsilon)))
    expectClose(found.output, expected, 'output', tolerance * steepness)
    expectClose(found.inferred, expected, 'inferred', (offset === 0 ? tolerance : 1e-3) * steepness)
    expectClose(found.mean, statistics.mean, 'mean', tolerance)
    expectClose(found.variance, statistics.variance, 'variance', tolerance)
    const wanted = gradients(x, dy, scale)
    expectClose(found.inputGradient, wanted.input, 'input gradient', 1e-5 * steepness)
    expectClose(found.scaleGradient, wanted.scale, 'scale gradient', 1e-5 * steepness)
    expectClose(found.shiftGradient, wanted.shift, 'shift gradient', 1e-5)
  }

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 22, 33, 57, 64, 100])('%i channels, from a few rows to several tiles', (channels) => {
    for (const rows of [2, 3, 4, 5, 7, 16, 31, 333, 1025]) check(rows, channels, 1000 * channels + rows)
  })

  test('any number of rows and channels', () =>
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 70 }), arbitrarySeed, (rows, channels, seed) =>
        check(rows, channels, seed),
      ),
      { numRuns: 60 },
    ))

  test.each([1, 3, 6, 16, 57])('%i channels with a mean of 10,000 around a variance of about 1', (channels) => {
    check(1024, channels, channels, 10_000, 2e-6)
    check(1024, channels, channels, -10_000, 2e-6)
  })

  test('a first row far from all others, which a center taken from it alone would not survive', () => {
    const [rows, channels] = [20_000, 3]
    const x = arrayFrom(1, [rows, channels]).values
    x.fill(10_000, 0, channels)
    const statistics = batchStatistics({ shape: [rows, channels], values: x })
    const found = train(x, x, new Float64Array(channels).fill(1), new Float64Array(channels))
    expectClose(found.variance, statistics.variance, 'variance', 1e-5)
    expectClose(found.mean, statistics.mean, 'mean', 1e-5)
  })

  test('a row alone is its own mean: the shift comes out', () => {
    const shift = Float64Array.of(1, 2, 3, 4, 5)
    const found = train(Float64Array.of(7, -8, 9, 1e6, 0), new Float64Array(5).fill(1), new Float64Array(5).fill(2), shift)
    expectClose(found.output, shift, 'output', 0)
    expectClose(found.variance, new Float64Array(5), 'variance', 0)
    expectClose(found.inputGradient, new Float64Array(5), 'input gradient', 1e-6)
  })

  test.each([
    [Number.NaN, 3],
    [Infinity, 6],
    [-Infinity, 57],
    [Number.NaN, 16],
  ])('%d in one of %i channels spoils that channel alone', (value, channels) => {
    for (const row of [0, 17, 99]) {
      const spoiled = channels >> 1
      const x = arrayFrom(channels, [100, channels]).values
      x[row * channels + spoiled] = value
      const found = train(x, x, new Float64Array(channels).fill(1), new Float64Array(channels))
      for (const values of [found.output, found.inputGradient]) {
        const finite = Array.from(values, (each, i) => Number.isFinite(each) || i % channels === spoiled)
        expect(finite.every(Boolean)).toBe(true)
        expect(values.filter((_, i) => i % channels === spoiled).every(Number.isNaN)).toBe(true)
      }
      expect(Array.from(found.variance, Number.isNaN)).toEqual(Array.from({ length: channels }, (_, c) => c === spoiled))
    }
  })
})
