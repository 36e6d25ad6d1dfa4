import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactMask, type Ranked, referenceMask } from '../../lib/pruning/magnitudeMask.js'

/** Few different magnitudes, so that many are equal. */
const arbitraryValues = fc.array(fc.constantFrom(-0.5, 0, 0.1, 0.5, 2, -3e38), { maxLength: 24 }).map((values) => Float32Array.from(values))
const arbitraryRanked: fc.Arbitrary<Ranked> = arbitraryValues.chain((values) =>
  fc.record({
    values: fc.constant(values),
    mask: fc.option(
      fc.array(fc.constantFrom(0, 1), { minLength: values.length, maxLength: values.length }).map((mask) => Float32Array.from(mask)),
      { nil: undefined },
    ),
  }),
)
const arbitraryRanking = arbitraryRanked.chain((ranked) =>
  fc.record({ ranked: fc.constant(ranked), count: fc.nat({ max: ranked.values.length }) }),
)

/** The order in which entries go, one boxed entry each: the smallest first, of equal ones the later. */
const leaving = ({ values, mask }: Ranked, masked: number) =>
  Array.from(values, (value, place) => ({ magnitude: mask?.[place] === 0 ? masked : Math.abs(value), place })).sort(
    (left, right) => left.magnitude - right.magnitude || right.place - left.place,
  )

const maskWithout = ({ values, mask }: Ranked, gone: readonly { readonly place: number }[]): Float32Array =>
  values.map((_value, place) => (mask?.[place] === 0 || gone.some((one) => one.place === place) ? 0 : 1))

describe('a ranking by magnitude', () => {
  test('the exact rule takes the first to leave', () => {
    fc.assert(
      fc.property(arbitraryRanking, ({ ranked, count }) => {
        const gone = leaving(ranked, -1).slice(0, count)
        expect(exactMask([ranked], count)).toEqual({
          masks: [maskWithout(ranked, gone)],
          threshold: gone.at(-1)?.magnitude,
        })
      }),
    )
  })

  test('the reference takes all that are not above the next to leave', () => {
    fc.assert(
      fc.property(
        arbitraryRanking.filter(({ ranked, count }) => count < ranked.values.length),
        ({ ranked, count }) => {
          const order = leaving(ranked, 0)
          const threshold = order[count]?.magnitude ?? Number.NaN
          const gone = order.filter(({ magnitude }) => magnitude <= threshold)
          expect(referenceMask([ranked], count)).toEqual({ masks: [maskWithout(ranked, gone)], threshold })
        },
      ),
    )
  })

  test('a higher count extends the mask', () => {
    fc.assert(
      fc.property(arbitraryRanking, fc.constantFrom(exactMask, referenceMask), ({ ranked, count }, rule) => {
        const [some, fewer] = [count, Math.trunc(count / 2)].map((one) => rule([ranked], one).masks[0])
        expect(some?.every((kept, at) => kept <= (fewer?.[at] ?? 0))).toBe(true)
      }),
    )
  })

  test('several arrays are ranked as if they were one', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryRanked),
        fc.constantFrom(exactMask, referenceMask),
        fc.double({ min: 0, max: 1 }),
        (arrays, rule, share) => {
          const values = Float32Array.from(arrays.flatMap((one) => [...one.values]))
          const all = { values, mask: Float32Array.from(arrays.flatMap((one) => [...(one.mask ?? one.values.map(() => 1))])) }
          const count = Math.trunc(values.length * share)
          const { masks, threshold } = rule(arrays, count)
          expect(masks.map(({ length }) => length)).toEqual(arrays.map((one) => one.values.length))
          expect({ masks: [Float32Array.from(masks.flatMap((one) => [...one]))], threshold }).toEqual(rule([all], count))
        },
      ),
    )
  })

  test('what is no number goes, and nothing waits for it', () => {
    expect(exactMask([{ values: Float32Array.of(Number.NaN, 1) }], 0).masks).toEqual([Float32Array.of(0, 1)])
  })

  test('nothing that is given is written to', () => {
    fc.assert(
      fc.property(arbitraryRanking, fc.constantFrom(exactMask, referenceMask), ({ ranked, count }, rule) => {
        const before = structuredClone(ranked)
        rule([ranked], count)
        expect(ranked).toEqual(before)
      }),
    )
  })
})
