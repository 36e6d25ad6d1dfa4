import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ReferenceArray } from '../../reference/array.js'
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient, poolOutput } from '../../reference/pool.js'
import { arbitrarySeed, arrayFrom, gridFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { guardedHeap } from './guardedHeap.js'

describe('pool kernels', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })

  const run = (input: ReferenceArray, outputGradient: ReferenceArray, size: number, stride: number) => {
    const [batch, height, width, channels] = input.shape as [number, number, number, number]
    const [, outHeight, outWidth] = outputGradient.shape as [number, number, number]
    const sizes = [batch, height, width, channels, outHeight, outWidth, size, stride] as const
    const length = outputGradient.values.length
    const scratchBytes = 4 * outWidth * channels
    const [x, dy] = [Float32Array.from(input.values), Float32Array.from(outputGradient.values)]
    // The winners may be written up to the last float that holds one of them, but the output is exact.
    const [maximum, winners] = heap([x], [length, Math.ceil(length / 4)], scratchBytes, (simd, ins, outs, scratch) =>
      simd.poolMaximum(ins[0]!, outs[0]!, outs[1]!, ...sizes, scratch),
    )
    const [maximumGradient] = heap([dy, winners!], [x.length], scratchBytes, (simd, ins, outs, scratch) =>
      simd.poolMaximumGradient(ins[0]!, ins[1]!, outs[0]!, ...sizes, scratch),
    )
    const [mean] = heap([x], [length], scratchBytes, (simd, ins, outs, scratch) => simd.poolMean(ins[0]!, outs[0]!, ...sizes, scratch))
    const [meanGradient] = heap([dy], [x.length], scratchBytes, (simd, ins, outs, scratch) =>
      simd.poolMeanGradient(ins[0]!, outs[0]!, ...sizes, scratch),
    )
    return { maximum, maximumGradient, mean, meanGradient }
  }

  const check = (shape: readonly number[], size: number, stride: number, seed: number, draw = arrayFrom): void => {
    const input = draw(seed, shape)
    const outputGradient = arrayFrom(seed + 1, poolOutput(input, size, stride).shape)
    const found = run(input, outputGradient, size, stride)
    expectClose(found.maximum, maxPool(input, size, stride).values, 'maximum', 0)
    expectClose(found.maximumGradient, maxPoolGradient(input, outputGradient, size, stride).values, 'gradient of the maximum', 1e-6)
    expectClose(found.mean, averagePool(input, size, stride).values, 'mean', 1e-6)
    expectClose(found.meanGradient, averagePoolGradient(input, outputGradient, size, stride).values, 'gradient of the mean', 1e-6)
  }

  describe.each([1, 2, 3, 4, 5, 6, 7, 8, 22, 57])('%i channels', (channels) => {
    test.each([
      ['side by side', 2, 2],
      ['overlapping', 3, 2],
      ['overlapping by all but one', 3, 1],
      ['apart', 2, 3],
      ['of one cell', 1, 1],
      ['of one cell, apart', 1, 2],
      ['of sixteen cells', 4, 4],
    ])('windows %s', (_, size, stride) => {
      for (const [batch, height, width] of [
        [1, 4, 4],
        [2, 7, 5],
        [3, 9, 4],
        [1, 12, 13],
      ]) {
        check([batch!, height!, width!, channels], size, stride, channels)
        check([batch!, height!, width!, channels], size, stride, channels, gridFrom)
      }
    })
  })

  test('any geometry', () =>
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 17 }),
          fc.integer({ min: 1, max: 17 }),
          fc.integer({ min: 1, max: 19 }),
        ),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 17 }),
        arbitrarySeed,
        (shape, size, stride, seed) => {
          fc.pre(Math.min(shape[1], shape[2]) >= size)
          check(shape, size, stride, seed, gridFrom)
        },
      ),
      { numRuns: 200 },
    ))

  test.each([1, 3, 4, 6, 57])(
    "%i channels: a NaN in any cell is its window's maximum and takes the gradient, in its channel alone",
    (channels) => {
      for (const size of [2, 3]) {
        for (let cell = 0; cell < size * size; cell += 1) {
          const input = gridFrom(cell, [1, size, 2 * size, channels])
          const spoiled = channels >> 1
          const at = (Math.floor(cell / size) * 2 * size + (cell % size)) * channels + spoiled
          input.values[at] = Number.NaN
          const outputGradient = { shape: [1, 1, 2, channels], values: new Float64Array(2 * channels).fill(3) }
          const { maximum, mean, maximumGradient } = run(input, outputGradient, size, size)
          for (const output of [maximum!, mean!]) {
            expect(Array.from(output, Number.isNaN)).toEqual(Array.from(output, (_, i) => i === spoiled))
          }
          expect(maximumGradient![at]).toBe(3)
          expect(maximumGradient!.reduce((sum, value) => sum + value, 0)).toBe(6 * channels)
        }
      }
    },
  )

  test.each([1, 2, 4, 5])('%i channels: a window of -Infinity alone gives its first cell the gradient', (channels) => {
    for (const size of [2, 3]) {
      const input = { shape: [1, size, size, channels], values: new Float64Array(size * size * channels).fill(-Infinity) }
      const outputGradient = arrayFrom(1, [1, 1, 1, channels])
      const { maximum, maximumGradient } = run(input, outputGradient, size, size)
      expect(maximum).toEqual(new Float32Array(channels).fill(-Infinity))
      expectClose(maximumGradient!.subarray(0, channels), outputGradient.values, 'first cell', 0)
      expect(maximumGradient!.subarray(channels).every((value) => value === 0)).toBe(true)
    }
  })
})
