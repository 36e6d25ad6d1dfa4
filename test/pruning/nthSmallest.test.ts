import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nthSmallest } from '../../lib/pruning/nthSmallest.js'

/** Any float32 numbers, many of them equal or equal in their upper half. */
const arbitraryNumbers = fc
  .array(fc.oneof(fc.float(), fc.constantFrom(-0, 0, 1, 1 + 2 ** -23, -1, 1e-45, -1e-45, Infinity, -Infinity, Number.NaN)))
  .map((values) => Float32Array.from(values))

test('gives what stands at each place of the sorted numbers', () =>
  fc.assert(
    fc.property(fc.array(arbitraryNumbers, { maxLength: 4 }), (arrays) => {
      const sorted = Float32Array.from(arrays.flatMap((one) => [...one])).toSorted()
      expect(Array.from(sorted, (_, place) => nthSmallest(arrays, place))).toEqual([...sorted])
      expect([-1, sorted.length].map((place) => nthSmallest(arrays, place))).toEqual([undefined, undefined])
    }),
  ))

test('looks at an array where it lies in its buffer', () => {
  expect(nthSmallest([Float32Array.of(9, 1, 2, 9).subarray(1, 3)], 1)).toBe(2)
})
