import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { student, summaryOf } from '../../../examples/reproductions/report/statistics.js'
import {
  type Compared,
  leastSeeds,
  nothingIn,
  type Region,
  verdictOf as verdictOfCompared,
  verdictOfAll,
  verdictText,
} from '../../../examples/reproductions/report/verdict.js'

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 })

describe('means and deviations', () => {
  test('of five numbers, by hand', () => {
    const { n, mean, deviation, interval } = summaryOf([2, 4, 4, 5, 5]) ?? {}
    expect([n, mean]).toEqual([5, 4])
    expect(deviation).toBeCloseTo(Math.sqrt(6 / 4), 12)
    expect(interval?.high).toBeCloseTo(4 + (2.776 * Math.sqrt(1.5)) / Math.sqrt(5), 3)
  })

  test.each([
    [1, 0.05, 12.706],
    [2, 0.05, 4.303],
    [3, 0.05, 3.182],
    [4, 0.05, 2.776],
    [10, 0.05, 2.228],
    [19, 0.05, 2.093],
    [2, 0.01, 9.925],
    [3, 0.01, 5.841],
  ])('Student’s t of %i degrees of freedom exceeds with a chance of %f, by the tables, %f', (freedom, chance, expected) =>
    expect(student(freedom, chance)).toBeCloseTo(expected, 3),
  )

  test('one value has no deviation, and none no mean', () => {
    expect(summaryOf([7])).toEqual({ n: 1, mean: 7, deviation: undefined, interval: undefined })
    expect(summaryOf([])).toBeUndefined()
  })

  test('a shift moves the mean and the interval, and leaves the deviation', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -100, max: 100 }), (sample, shift) => {
        const [before, after] = [summaryOf(sample), summaryOf(sample.map((value) => value + shift))]
        expect(after?.mean).toBeCloseTo((before?.mean ?? 0) + shift, 6)
        expect(after?.deviation).toBeCloseTo(before?.deviation ?? 0, 6)
        expect(after?.interval?.low).toBeCloseTo((before?.interval?.low ?? 0) + shift, 6)
      }),
    )
  })

  test('the same values twice have the same mean, and a narrower interval', () => {
    fc.assert(
      fc.property(
        values.filter((sample) => new Set(sample).size > 1),
        (sample) => {
          const [once, twice] = [summaryOf(sample), summaryOf([...sample, ...sample])]
          expect(twice?.mean).toBeCloseTo(once?.mean ?? 0, 6)
          const width = (summary: typeof once): number => (summary?.interval?.high ?? 0) - (summary?.interval?.low ?? 0)
          expect(width(twice)).toBeLessThan(width(once))
        },
      ),
    )
  })
})

const verdictOf = (difference: Compared['difference'], region: Region) => verdictOfCompared({ difference, region })

describe('verdicts', () => {
  test('more than nothing', () => {
    expect(verdictOf(summaryOf([1, 1.1, 1.2]), { above: 0 })).toBe('shown')
    expect(verdictOf(summaryOf([-1, -1.1, -1.2]), { above: 0 })).toBe('not shown')
    expect(verdictOf(summaryOf([-1, 1, 2]), { above: 0 })).toBe('not decidable at this scale')
  })

  test('differences that are all on the end of the region are on neither side of it', () => {
    const none = summaryOf([0, 0, 0])
    expect(verdictOf(none, { above: 0 })).toBe('not decidable at this scale')
    expect(nothingIn({ difference: none, region: { above: 0 } })).toBe('every difference is 0.00')
    expect(nothingIn({ difference: summaryOf([0]), region: { above: 0 } })).toBe('every difference is 0.00')
    expect(verdictOfAll([{ difference: none, region: { above: 0 } }])).toBe('not decidable at this scale')
    // as good as the other, to the bit, is as good; and less is less
    expect(verdictOf(none, { above: -1 })).toBe('shown')
    expect(verdictOf(summaryOf([-1, -1, -1]), { above: 0 })).toBe('not shown')
    expect(nothingIn({ difference: summaryOf([-1, 0, 1]), region: { above: 0 } })).toBeUndefined()
  })

  test('what tells nothing decides nothing, whatever the numbers', () => {
    const compared: Compared = { difference: summaryOf([1, 1.1, 1.2]), region: { above: 0 }, tellsNothing: 'both at chance' }
    expect(verdictOfCompared(compared)).toBe('not decidable at this scale')
    expect(verdictOfAll([compared, { difference: summaryOf([1, 1.1, 1.2]), region: { above: 0 } }])).toBe('not decidable at this scale')
    expect(verdictText('not decidable at this scale', 3, nothingIn(compared))).toBe('not decidable at this scale: both at chance')
  })

  test('alike', () => {
    expect(verdictOf(summaryOf([-0.1, 0, 0.1]), { above: -1, below: 1 })).toBe('shown')
    expect(verdictOf(summaryOf([2, 2.1, 2.2]), { above: -1, below: 1 })).toBe('not shown')
    expect(verdictOf(summaryOf([0.9, 1, 1.1]), { above: -1, below: 1 })).toBe('not decidable at this scale')
  })

  test('fewer than three seeds decide nothing, however clear', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: leastSeeds - 1 }), fc.integer(), (sample, above) => {
        expect(verdictOf(summaryOf(sample), { above })).toBe('not decidable yet')
      }),
    )
  })

  test('what is shown of a region is shown of every larger one, and not of what lies beyond', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -1000, max: 1000 }), fc.nat(100), (sample, above, less) => {
        const summary = summaryOf(sample)
        if (verdictOf(summary, { above }) !== 'shown') return
        expect(verdictOf(summary, { above: above - less })).toBe('shown')
        expect(verdictOf(summary, { below: above })).toBe('not shown')
      }),
    )
  })

  /** Three seeds that all differ by so much, a little apart. */
  const around = (mean: number, n = 3): Compared => ({
    difference: summaryOf(Array.from({ length: n }, (_, seed) => mean + (seed - 1) / 100)),
    region: { above: 0 },
  })
  const wide: Compared = { difference: summaryOf([-1, 1, 2]), region: { above: 0 } }

  test('a claim is shown where every comparison is, and falls with one', () => {
    expect(verdictOfAll([around(1), around(2)])).toBe('shown')
    expect(verdictOfAll([around(1), around(-1), around(2)])).toBe('not shown')
    expect(verdictOfAll([around(1), wide])).toBe('not decidable at this scale')
  })

  test('too few seeds keep it open, and none decides nothing', () => {
    expect(verdictOfAll([around(1), around(2, 2)])).toBe('not decidable yet')
    expect(verdictOfAll([around(1), wide, around(2, 2)])).toBe('not decidable at this scale')
    expect(verdictOfAll([around(-1), around(2, 2)])).toBe('not shown')
    expect(verdictOfAll([around(1, 1), around(-1, 2)])).toBe('not decidable yet')
    expect(verdictOfAll([])).toBe('not decidable yet')
    expect(verdictText('not decidable yet', 1)).toBe('not decidable yet (n = 1)')
    expect(verdictText('shown', 3)).toBe('shown')
  })

  test('what falls by itself need not fall among many', () => {
    const close: Compared = { difference: summaryOf([-1, -1.2, -0.6]), region: { above: 0 } }
    expect(verdictOf(close.difference, { above: 0 })).toBe('not shown')
    expect(verdictOfAll([close])).toBe('not shown')
    expect(verdictOfAll([close, ...Array.from({ length: 9 }, () => around(1))])).toBe('not decidable at this scale')
  })
})
