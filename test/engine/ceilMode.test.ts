import { expect, test } from 'vitest'
import { maxPool } from '../reference/pool.js'
import { arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { expectClose } from './expectClose.js'
import { pooled } from './pooled.js'

/** By hand what `pools.test.ts` generates: windows that reach beyond the map. */
describeOnBackends(
  'pools in ceil mode',
  (backend) => {
    const pool = pooled(backend)

    // 3x3, stride 2 on 4x4: the last windows have two of their three rows or columns.
    const beyond = { size: 3, stride: 2, padding: 0, ceilMode: true }
    const rows = (...values: readonly number[]) => ({ shape: [1, 4, 4, 1], values: Float64Array.from(values) })
    const fourOutputs = { shape: [1, 2, 2, 1], values: Float64Array.of(9, 60, 600, 4000) }

    test('a last window that reaches beyond the map is kept in ceil mode: its maximum is of what is there, and less than 0', async () => {
      const input = rows(-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14, -15, -16)
      const found = await pool(backend().maxPool, input, fourOutputs, beyond)
      expect([...found.applied]).toEqual([-1, -3, -9, -11])
      expect([...found.output]).toEqual([-1, -3, -9, -11])
      expect([...found.gradient]).toEqual([9, 0, 60, 0, 0, 0, 0, 0, 600, 0, 4000, 0, 0, 0, 0, 0])
    })

    test('and its mean is that of the cells that are there, each of which takes its share of the gradient', async () => {
      const input = rows(1, 1, 1, 5, 1, 1, 1, 5, 1, 1, 1, 5, 4, 4, 4, 8)
      const found = await pool(backend().averagePool, input, fourOutputs, beyond)
      const close = (values: Float32Array, expected: readonly number[]) => expectClose(values, Float64Array.from(expected))
      close(found.applied, [1, 3, 2.5, 4.5])
      close(found.output, [1, 3, 2.5, 4.5])
      close(found.gradient, [1, 1, 11, 10, 1, 1, 11, 10, 101, 101, 1111, 1010, 100, 100, 1100, 1000])
    })

    test.each([-0, -Infinity, Number.NaN])('of windows of %d alone that the map cuts, each gives one cell its gradient', async (value) => {
      const found = await pool(backend().maxPool, rows(...new Array<number>(16).fill(value)), fourOutputs, beyond)
      expect([...found.applied].every((each) => each === value || Number.isNaN(value))).toBe(true)
      expect([...found.output].map(Number.isNaN)).toEqual(new Array(4).fill(Number.isNaN(value)))
      // of equal values the first cell of each window; of NaN the last that is on the map
      expect([...found.gradient]).toEqual(
        Number.isNaN(value)
          ? [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 60, 0, 0, 600, 4000]
          : [9, 0, 60, 0, 0, 0, 0, 0, 600, 0, 4000, 0, 0, 0, 0, 0],
      )
    })

    test('a NaN in a cut window is its mean, and that of no other', async () => {
      const input = rows(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, Number.NaN)
      const { applied } = await pool(backend().averagePool, input, fourOutputs, beyond)
      expect(Array.from(applied, Number.isNaN)).toEqual([false, false, false, true])
    })

    test('a window that begins behind the map, or in the padding there, is none in ceil mode either', async () => {
      const input = arrayFrom(8, [1, 5, 3, 2])
      const apart = { size: 1, stride: 3, padding: 0, ceilMode: true }
      const one = await pool(backend().maxPool, input, arrayFrom(9, [1, 2, 1, 2]), apart)
      expectClose(one.output, maxPool(input, 1, 3, 0, true).values, 'apart', 0)
      const other = await pool(backend().maxPool, input, arrayFrom(9, [1, 3, 2, 2]), { size: 2, stride: 2, padding: 1, ceilMode: true })
      expectClose(other.output, maxPool(input, 2, 2, 1, true).values, 'padded', 0)
    })
  },
  implementations,
)
