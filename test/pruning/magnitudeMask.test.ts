import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactMask, referenceMask } from '../../lib/pruning/magnitudeMask.js'

/** Few different magnitudes, so that many are equal. */
const arbitraryMagnitudes = fc
  .array(fc.constantFrom(-1, 0, 0.1, 0.5, 2, 3e38), { maxLength: 24 })
  .map((values) => Float32Array.from(values))
const arbitraryRanking = arbitraryMagnitudes.chain((magnitudes) =>
  fc.record({ magnitudes: fc.constant(magnitudes), count: fc.nat({ max: magnitudes.length }) }),
)

/** The order in which entries go, one boxed entry each: the smallest first, of equal ones the later. */
const leaving = (magnitudes: Float32Array) =>
  Array.from(magnitudes, (magnitude, place) => ({ magnitude, place })).sort(
    (left, right) => left.magnitude - right.magnitude || right.place - left.place,
  )

const maskWithout = (length: number, gone: readonly { readonly place: number }[]): Float32Array =>
  Float32Array.from({ length }, (_, place) => (gone.some((one) => one.place === place) ? 0 : 1))

describe('a ranking by magnitude', () => {
  test('the exact rule takes the first to leave', () => {
    fc.assert(
      fc.property(arbitraryRanking, ({ magnitudes, count }) => {
        const gone = leaving(magnitudes).slice(0, count)
        expect(exactMask([magnitudes], count)).toEqual({
          masks: [maskWithout(magnitudes.length, gone)],
          threshold: gone.at(-1)?.magnitude,
        })
      }),
    )
  })

  test('the reference takes all that are not above the next to leave', () => {
    fc.assert(
      fc.property(
        arbitraryRanking.filter(({ magnitudes, count }) => count < magnitudes.length),
        ({ magnitudes, count }) => {
          const order = leaving(magnitudes)
          const threshold = order[count]?.magnitude ?? Number.NaN
          const gone = order.filter(({ magnitude }) => magnitude <= threshold)
          expect(referenceMask([magnitudes], count)).toEqual({ masks: [maskWithout(magnitudes.length, gone)], threshold })
        },
      ),
    )
  })

  test('a higher count extends the mask', () => {
    fc.assert(
      fc.property(arbitraryRanking, fc.constantFrom(exactMask, referenceMask), ({ magnitudes, count }, rule) => {
        const [some, fewer] = [count, Math.trunc(count / 2)].map((one) => rule([magnitudes], one).masks[0])
        expect(some?.every((kept, at) => kept <= (fewer?.[at] ?? 0))).toBe(true)
      }),
    )
  })

  test('several arrays are ranked as if they were one', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryMagnitudes),
        fc.constantFrom(exactMask, referenceMask),
        fc.double({ min: 0, max: 1 }),
        (arrays, rule, share) => {
          const all = Float32Array.from(arrays.flatMap((one) => [...one]))
          const count = Math.trunc(all.length * share)
          const { masks, threshold } = rule(arrays, count)
          expect(masks.map(({ length }) => length)).toEqual(arrays.map(({ length }) => length))
          expect({ masks: [Float32Array.from(masks.flatMap((one) => [...one]))], threshold }).toEqual(rule([all], count))
        },
      ),
    )
  })

  test('what is no number goes, and nothing waits for it', () => {
    expect(exactMask([Float32Array.of(Number.NaN, 1)], 0).masks).toEqual([Float32Array.of(0, 1)])
  })
})
