import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from '../../lib/chart/spread.js'

test('names at the ends of lines keep their order, their distance and the page', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 4 }), (heights) => {
      const placed = spread(heights, 17, 300)
      const sorted = placed.toSorted((left, right) => left - right)
      expect(sorted.every((height, at) => height <= 300 && (at === 0 || height - (sorted[at - 1] ?? 0) >= 17))).toBe(true)
      for (const [a, first] of heights.entries())
        for (const [b, second] of heights.entries()) if (first < second) expect(placed[a]).toBeLessThan(placed[b] ?? 0)
    }),
  ))
