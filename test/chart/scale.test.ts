import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linearScale, linearTicks, logScale } from '../../lib/chart/scale.js'

describe('scales', () => {
  test('known ticks', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(linearTicks(0, 0.7, 7)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    expect(linearTicks(3, 17, 4)).toEqual([5, 10, 15])
    expect(logScale([0.02, 3], [0, 100]).ticks).toEqual([0.01, 0.1, 1, 10])
  })

  test('ticks lie inside, ascend, and are not many', () =>
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (from, span) => {
        const ticks = linearTicks(from, from + span, 5)
        expect(ticks.length).toBeLessThanOrEqual(12)
        expect(
          ticks.every(
            (tick, at) => tick >= from - span * 1e-6 && tick <= from + span * 1.000001 && (at === 0 || tick > (ticks[at - 1] ?? 0)),
          ),
        ).toBe(true)
      }),
    ))

  test('the ends of the domain are the ends of the range', () => {
    const { at } = linearScale([2, 4], [300, 100])
    expect([at(2), at(3), at(4)]).toEqual([300, 200, 100])
    expect(linearScale([5, 5], [0, 100]).at(5)).toBe(0)
    expect(logScale([0.1, 10], [0, 100]).at(1)).toBeCloseTo(50)
    expect(logScale([0.1, 10], [0, 100]).at(0)).toBe(0)
  })
})
