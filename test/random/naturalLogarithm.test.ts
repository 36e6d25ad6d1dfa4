import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/random/naturalLogarithm.js'

const positiveNormal = fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true })

describe('naturalLogarithm', () => {
  it('is within two units in the last place of the engine’s own logarithm', () => {
    fc.assert(
      fc.property(positiveNormal, (x) => {
        const expected = Math.log(x)
        expect(Math.abs(_.naturalLogarithm(x) - expected)).toBeLessThanOrEqual(2 * Number.EPSILON * Math.abs(expected))
      }),
    )
  })

  it('is as accurate around 1, where the result is small', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => {
        const expected = Math.log(x)
        expect(Math.abs(_.naturalLogarithm(x) - expected)).toBeLessThanOrEqual(2 * Number.EPSILON * Math.abs(expected))
      }),
    )
  })

  it('is exactly 0 at 1', () => {
    expect(_.naturalLogarithm(1)).toBe(0)
  })

  // Bits recorded once: another engine (or a change of ours) must give the same ones.
  it('has the recorded bits', () => {
    expect([1e-300, 2 ** -33, 0.075, 0.7, 3, 1e10].map(_.naturalLogarithm)).toEqual([
      -690.7755278982137, -22.873856958478196, -2.5902671654458267, -0.35667494393873245, 1.0986122886681096, 23.025850929940457,
    ])
  })
})
