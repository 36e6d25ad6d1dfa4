import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MaxPoolOptions } from '../../lib/engine/backend.js'
import { elementCount } from '../../lib/shape/shape.js'
import { zeros } from '../reference/array.js'
import {
  averagePool,
  averagePoolGradient,
  globalAveragePool,
  globalAveragePoolGradient,
  maxPool,
  maxPoolGradient,
  poolOutput,
} from '../reference/pool.js'
import { arbitrarySeed, arrayFrom, gridFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'
import { pooled } from './pooled.js'

const side = fc.integer({ min: 1, max: 9 })
const channels = fc.integer({ min: 1, max: 5 })
/** A window along one axis: side by side, apart (stride above size), overlapping; padding up to half of it, or none. */
const axis = (padded: boolean) =>
  fc
    .record({ size: fc.integer({ min: 1, max: 5 }), stride: fc.integer({ min: 1, max: 4 }), padding: fc.nat({ max: padded ? 2 : 0 }) })
    .filter(({ size, padding }) => 2 * padding <= size)
/** Squares, and windows of which each axis has its own; maps that they do not fill, or reach beyond. */
const arbitraryPool = (padded: boolean) =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      height: side,
      width: side,
      channels,
      window: fc.oneof(axis(padded), fc.tuple(axis(padded), axis(padded)).map(perAxis)),
      ceilMode: fc.boolean(),
    })
    .map(({ window, ...rest }) => ({ ...rest, ...window }))
    .filter(({ height, width, size, stride, padding, ceilMode }) => {
      const map = zeros([1, height, width, 1])
      return elementCount(poolOutput(map, size, stride, padding, ceilMode).shape) > 0
    })

const perAxis = ([y, x]: readonly [y: SquarePool, x: SquarePool]): Required<Omit<MaxPoolOptions, 'ceilMode'>> => ({
  size: [y.size, x.size],
  stride: [y.stride, x.stride],
  padding: [y.padding, x.padding],
})
type SquarePool = Readonly<Record<'size' | 'stride' | 'padding', number>>

describeOnBackends(
  'pools',
  (backend, { runs }) => {
    const pool = pooled(backend)

    test.each([
      ['distinct values', arrayFrom],
      ['many ties', gridFrom],
    ])('max pool against float64 loops: %s', (_, draw) =>
      fc.assert(
        fc.asyncProperty(arbitraryPool(true), arbitrarySeed, async ({ size, stride, padding, ceilMode, ...maps }, seed) => {
          const input = draw(seed, [maps.batch, maps.height, maps.width, maps.channels])
          const window = [size, stride, padding, ceilMode] as const
          const outputGradient = arrayFrom(seed + 1, poolOutput(input, ...window).shape)
          const found = await pool(backend().maxPool, input, outputGradient, { size, stride, padding, ceilMode })
          expectClose(found.applied, maxPool(input, ...window).values, 'apply', 0)
          expect(found.output).toEqual(found.applied)
          expectClose(found.gradient, maxPoolGradient(input, outputGradient, ...window).values, 'gradient')
        }),
        { numRuns: runs(200) },
      ),
    )

    test('average pool against float64 loops', () =>
      fc.assert(
        fc.asyncProperty(arbitraryPool(false), arbitrarySeed, async ({ size, stride, padding, ceilMode, ...maps }, seed) => {
          const input = arrayFrom(seed, [maps.batch, maps.height, maps.width, maps.channels])
          const window = [size, stride, ceilMode] as const
          const outputGradient = arrayFrom(seed + 1, averagePool(input, ...window).shape)
          const found = await pool(backend().averagePool, input, outputGradient, { size, stride, padding, ceilMode })
          expectClose(found.applied, averagePool(input, ...window).values, 'apply')
          expect(found.output).toEqual(found.applied)
          expectClose(found.gradient, averagePoolGradient(input, outputGradient, ...window).values, 'gradient')
        }),
        { numRuns: runs(100) },
      ))

    test('global average pool against float64 loops', () =>
      fc.assert(
        fc.asyncProperty(fc.tuple(fc.integer({ min: 1, max: 3 }), side, side, channels), arbitrarySeed, async (shape, seed) => {
          const input = arrayFrom(seed, shape)
          const outputGradient = arrayFrom(seed + 1, [shape[0], shape[3]])
          const found = await evaluate(backend(), { input, outputGradient }, (arrays) => {
            const { share, globalAveragePool: operation } = backend()
            const [output, pullback] = operation.differentiate(share(arrays.input), undefined)
            expect(output.shape).toEqual(outputGradient.shape)
            return {
              applied: operation.apply(share(arrays.input), undefined),
              output,
              gradient: pullback(share(arrays.outputGradient)).input,
            }
          })
          expectClose(found.applied, globalAveragePool(input).values, 'apply')
          expect(found.output).toEqual(found.applied)
          expectClose(found.gradient, globalAveragePoolGradient(input, outputGradient).values, 'gradient')
        }),
        { numRuns: runs(60) },
      ))

    test('a window without a positive value gets its gradient', async () => {
      const input = { shape: [1, 2, 2, 1], values: Float64Array.of(-4, -3, -2, -5) }
      const { output, gradient } = await pool(
        backend().maxPool,
        input,
        { shape: [1, 1, 1, 1], values: Float64Array.of(7) },
        { size: 2, stride: 2, padding: 0 },
      )
      expect([...output]).toEqual([-2])
      expect([...gradient]).toEqual([0, 0, 7, 0])
    })

    test('of equal values the first takes the gradient', async () => {
      const input = { shape: [1, 2, 2, 1], values: Float64Array.of(0, 0, 0, 0) }
      const { gradient } = await pool(
        backend().maxPool,
        input,
        { shape: [1, 1, 1, 1], values: Float64Array.of(7) },
        { size: 2, stride: 2, padding: 0 },
      )
      expect([...gradient]).toEqual([7, 0, 0, 0])
    })

    test('a signal: windows of one column, padded along the other axis alone', async () => {
      const input = { shape: [1, 5, 1, 1], values: Float64Array.of(-1, -2, -3, -5, -4) }
      const outputGradient = { shape: [1, 3, 1, 1], values: Float64Array.of(1, 20, 300) }
      const found = await pool(backend().maxPool, input, outputGradient, { size: [3, 1], stride: [2, 1], padding: [1, 0] })
      expect([...found.output]).toEqual([-1, -2, -4])
      expect([...found.gradient]).toEqual([1, 20, 0, 0, 300])
    })

    test('7 rows hold 3 windows; the last row has no gradient', async () => {
      const input = arrayFrom(3, [1, 7, 7, 2])
      const outputGradient = arrayFrom(4, [1, 3, 3, 2])
      const found = await pool(backend().maxPool, input, outputGradient, { size: 2, stride: 2, padding: 0 })
      expect([...found.gradient.slice(6 * 7 * 2)]).toEqual(new Array(14).fill(0))
      expectClose(found.gradient, maxPoolGradient(input, outputGradient, 2, 2, 0).values)
    })

    test.each([0, 1, 2, 3])('a NaN in cell %i of a window is its maximum and its mean', async (cell) => {
      const input = arrayFrom(5, [1, 2, 4, 1])
      input.values[Math.floor(cell / 2) * 4 + (cell % 2)] = Number.NaN
      const outputGradient = arrayFrom(6, [1, 1, 2, 1])
      for (const operation of [backend().maxPool, backend().averagePool]) {
        const { applied, output } = await pool(operation, input, outputGradient, { size: 2, stride: 2, padding: 0 })
        expect(Array.from(applied, Number.isNaN)).toEqual([true, false])
        expect(Array.from(output, Number.isNaN)).toEqual([true, false])
      }
    })

    // 3x3, stride 2, padding 1 on 3x3: four windows of 2x2 cells, the middle cell in each.
    const stem = { size: 3, stride: 2, padding: 1 }
    const fourGradients = { shape: [1, 2, 2, 1], values: Float64Array.of(1, 20, 300, 4000) }

    test.each([
      ['negative values', -1],
      ['-Infinity', -Infinity],
      ['NaN', Number.NaN],
    ])('padding never wins, not even over %s', async (_, value) => {
      const input = { shape: [1, 3, 3, 1], values: new Float64Array(9).fill(value) }
      const { applied, output, gradient } = await pool(backend().maxPool, input, fourGradients, stem)
      expect([...applied]).toEqual([value, value, value, value])
      expect([...output]).toEqual([value, value, value, value])
      // of equal values the first cell of each window that is on the map; of NaN the last
      expect([...gradient]).toEqual(Number.isNaN(value) ? [0, 0, 0, 0, 1, 20, 0, 300, 4000] : [1, 20, 0, 300, 4000, 0, 0, 0, 0])
    })

    test('a cell that wins in all padded windows takes all of their gradients', async () => {
      const input = { shape: [1, 3, 3, 1], values: Float64Array.of(-9, -8, -7, -6, -1, -5, -4, -3, -2) }
      const { output, gradient } = await pool(backend().maxPool, input, fourGradients, stem)
      expect([...output]).toEqual([-1, -1, -1, -1])
      expect([...gradient]).toEqual([0, 0, 0, 0, 4321, 0, 0, 0, 0])
    })

    test('padding that a window might not look past is refused, and nothing is left behind', () => {
      const { maxPool: operation, upload, release, liveArrays } = backend()
      const before = liveArrays()
      const input = upload(new Float32Array(16), [1, 4, 4, 1])
      expect(() => operation.apply(input, { size: 3, stride: 1, padding: 2 })).toThrow('a pool of 3x3, padded by 2, was given [1,4,4,1]')
      const onOneSide = { size: [3, 1], stride: 1, padding: 1 } as const
      expect(() => operation.apply(input, onOneSide)).toThrow('a pool of 3x1, padded by 1, was given [1,4,4,1]')
      release(input)
      expect(liveArrays()).toEqual(before)
    })

    test('infinities are ordinary extremes', async () => {
      const input = { shape: [1, 2, 4, 1], values: Float64Array.of(-Infinity, -Infinity, 1, Infinity, -Infinity, -Infinity, 2, 3) }
      const { applied, output, gradient } = await pool(
        backend().maxPool,
        input,
        { shape: [1, 1, 2, 1], values: Float64Array.of(5, 6) },
        { size: 2, stride: 2, padding: 0 },
      )
      expect([...applied]).toEqual([-Infinity, Infinity])
      expect([...output]).toEqual([-Infinity, Infinity])
      expect([...gradient]).toEqual([5, 0, 0, 6, 0, 0, 0, 0])
    })
  },
  implementations,
)
