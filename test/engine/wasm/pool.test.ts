import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { pairOf, type PerAxis } from '../../../lib/shape/perAxis.js'
import { type ReferenceArray, zeros } from '../../reference/array.js'
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient, poolOutput } from '../../reference/pool.js'
import { arbitrarySeed, arrayFrom, gridFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { guardedHeap } from './guardedHeap.js'

describe('pool kernels', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })

  const sizesOf = ({ shape }: ReferenceArray, outputGradient: ReferenceArray) => {
    const [batch, height, width, channels] = shape as [number, number, number, number]
    const [, outHeight, outWidth] = outputGradient.shape as [number, number, number]
    return { sizes: [batch, height, width, channels, outHeight, outWidth], workspaceBytes: 4 * outWidth * channels }
  }

  const runMaximum = (
    input: ReferenceArray,
    outputGradient: ReferenceArray,
    ...window: readonly [size: PerAxis, stride: PerAxis, padding: PerAxis]
  ) => {
    const { sizes, workspaceBytes } = sizesOf(input, outputGradient)
    const length = outputGradient.values.length
    const [x, dy] = [Float32Array.from(input.values), Float32Array.from(outputGradient.values)]
    // The winners may be written up to the last float that holds one of them, but the output is exact.
    const [maximum, winners] = heap([x], [length, Math.ceil(length / 4)], workspaceBytes, (simd, ins, outs, workspace) =>
      simd.poolMaximum(ins[0]!, outs[0]!, outs[1]!, ...sizes, ...window.flatMap(pairOf), workspace),
    )
    const [maximumGradient] = heap([dy, winners!], [x.length], workspaceBytes, (simd, ins, outs, workspace) =>
      simd.poolMaximumGradient(ins[0]!, ins[1]!, outs[0]!, ...sizes, ...window.flatMap(pairOf), workspace),
    )
    return { maximum, maximumGradient }
  }

  const runMean = (input: ReferenceArray, outputGradient: ReferenceArray, ...window: [size: PerAxis, stride: PerAxis]) => {
    const { sizes, workspaceBytes } = sizesOf(input, outputGradient)
    const [x, dy] = [Float32Array.from(input.values), Float32Array.from(outputGradient.values)]
    const [mean] = heap([x], [dy.length], workspaceBytes, (simd, ins, outs, workspace) =>
      simd.poolMean(ins[0]!, outs[0]!, ...sizes, ...window.flatMap(pairOf), workspace),
    )
    const [meanGradient] = heap([dy], [x.length], workspaceBytes, (simd, ins, outs, workspace) =>
      simd.poolMeanGradient(ins[0]!, outs[0]!, ...sizes, ...window.flatMap(pairOf), workspace),
    )
    return { mean, meanGradient }
  }

  const checkMaximum = (
    shape: readonly number[],
    size: PerAxis,
    stride: PerAxis,
    padding: PerAxis,
    seed: number,
    draw: typeof arrayFrom,
    ceilMode: boolean,
  ): void => {
    const input = draw(seed, shape)
    const expected = maxPool(input, size, stride, padding, ceilMode)
    const outputGradient = arrayFrom(seed + 1, expected.shape)
    const { maximum, maximumGradient } = runMaximum(input, outputGradient, size, stride, padding)
    const gradient = maxPoolGradient(input, outputGradient, size, stride, padding, ceilMode)
    expectClose(maximum, expected.values, 'maximum', 0)
    expectClose(maximumGradient, gradient.values, 'gradient of the maximum', 1e-6)
  }

  const checkMean = (shape: readonly number[], size: PerAxis, stride: PerAxis, seed: number, ceilMode: boolean): void => {
    const input = arrayFrom(seed, shape)
    const expected = averagePool(input, size, stride, ceilMode)
    if (expected.values.length === 0) return
    const outputGradient = arrayFrom(seed + 1, expected.shape)
    const { mean, meanGradient } = runMean(input, outputGradient, size, stride)
    expectClose(mean, expected.values, 'mean', 1e-6)
    expectClose(meanGradient, averagePoolGradient(input, outputGradient, size, stride, ceilMode).values, 'gradient of the mean', 1e-6)
  }

  describe.each([1, 2, 3, 4, 5, 6, 7, 8, 22, 57])('%i channels', (channels) => {
    test.each<[string, PerAxis, PerAxis, PerAxis]>([
      ['side by side', 2, 2, 0],
      ['overlapping', 3, 2, 0],
      ['overlapping by all but one', 3, 1, 0],
      ['apart', 2, 3, 0],
      ['of one cell', 1, 1, 0],
      ['of one cell, apart', 1, 2, 0],
      ['of sixteen cells', 4, 4, 0],
      ['overlapping, padded', 3, 2, 1],
      ['overlapping by all but one, padded', 3, 1, 1],
      ['side by side, padded', 2, 2, 1],
      ['apart, padded', 2, 3, 1],
      ['of sixteen cells, padded by half', 4, 4, 2],
      ['of a column', [3, 1], [2, 1], [1, 0]],
      ['of a row, side by side', [1, 4], [1, 4], 0],
      ['overlapping along one axis, apart along the other', [3, 2], [1, 3], [0, 1]],
    ])('windows %s', (_, size, stride, padding) => {
      for (const [batch, height, width] of [
        [1, 4, 4],
        [2, 7, 5],
        [3, 9, 4],
        [1, 12, 13],
      ]) {
        const shape = [batch!, height!, width!, channels]
        for (const ceilMode of [false, true]) {
          checkMaximum(shape, size, stride, padding, channels, arrayFrom, ceilMode)
          checkMaximum(shape, size, stride, padding, channels, gridFrom, ceilMode)
          if (padding === 0) checkMean(shape, size, stride, channels, ceilMode)
        }
      }
    })
  })

  const axis = fc.record({ size: fc.integer({ min: 1, max: 16 }), stride: fc.integer({ min: 1, max: 17 }), half: fc.nat({ max: 8 }) })

  test.each([
    ['squares', axis.map((one) => [one, one] as const)],
    ['each axis its own', fc.tuple(axis, axis)],
  ])('any geometry: %s', (_, axes) =>
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 17 }),
          fc.integer({ min: 1, max: 17 }),
          fc.integer({ min: 1, max: 19 }),
        ),
        axes,
        fc.boolean(),
        arbitrarySeed,
        (shape, [y, x], ceilMode, seed) => {
          const size = [y.size, x.size] as const
          const stride = [y.stride, x.stride] as const
          const padding = [y.half % (Math.floor(y.size / 2) + 1), x.half % (Math.floor(x.size / 2) + 1)] as const
          fc.pre(poolOutput(zeros(shape), size, stride, padding, ceilMode).values.length > 0)
          checkMaximum(shape, size, stride, padding, seed, gridFrom, ceilMode)
          checkMean(shape, size, stride, seed, ceilMode)
        },
      ),
      { numRuns: 400 },
    ),
  )

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
          const { maximum, maximumGradient } = runMaximum(input, outputGradient, size, size, 0)
          const { mean } = runMean(input, outputGradient, size, size)
          for (const output of [maximum!, mean!]) {
            expect(Array.from(output, Number.isNaN)).toEqual(Array.from(output, (_, i) => i === spoiled))
          }
          expect(maximumGradient![at]).toBe(3)
          expect(maximumGradient!.reduce((sum, value) => sum + value, 0)).toBe(6 * channels)
        }
      }
    },
  )

  test.each([1, 2, 4, 5])('%i channels: a window of -Infinity alone gives its first cell the gradient, padded or not', (channels) => {
    for (const [size, padding, windowSize] of [
      [2, 0, 2],
      [3, 0, 3],
      [2, 1, 4],
      [3, 1, 5],
    ] as const) {
      const input = { shape: [1, size, size, channels], values: new Float64Array(size * size * channels).fill(-Infinity) }
      const outputGradient = arrayFrom(1, [1, 1, 1, channels])
      const { maximum, maximumGradient } = runMaximum(input, outputGradient, windowSize, windowSize, padding)
      expect(maximum).toEqual(new Float32Array(channels).fill(-Infinity))
      expectClose(maximumGradient!.subarray(0, channels), outputGradient.values, 'first cell', 0)
      expect(maximumGradient!.subarray(channels).every((value) => value === 0)).toBe(true)
    }
  })
})
