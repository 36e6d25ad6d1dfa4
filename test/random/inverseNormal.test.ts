import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/random/inverseNormal.js'

// Abramowitz and Stegun 1964, tables 26.1 to 26.6, and Wichura 1988, section 4 (the last three).
const quantiles = [
  [0.5, 0],
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446004],
  [0.95, 1.6448536269514722],
  [0.975, 1.959963984540054],
  [0.99, 2.3263478740408408],
  [0.995, 2.5758293035489004],
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167813],
  [1e-20, -9.262340089798408],
] as const

/** P(Z > z) by Simpson's rule on the density, for z in [0, 8]: slow and obvious. */
const upperTail = (z: number): number => {
  const steps = 20_000
  const width = 30 / steps
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  let sum = density(z) + density(z + 30)
  for (let step = 1; step < steps; step += 1) sum += (step % 2 === 0 ? 2 : 4) * density(z + step * width)
  return (sum * width) / 3
}

describe('inverseNormal', () => {
  it.each(quantiles)('quantile of %d is %d', (p, z) => {
    expect(Math.abs(_.inverseNormal(p) - z)).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(z)))
  })

  it('inverts the integrated density', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 0.5, noNaN: true }), (p) => {
        const tail = upperTail(-_.inverseNormal(p))
        expect(Math.abs(tail - p)).toBeLessThan(1e-10 * p)
      }),
      { numRuns: 60 },
    )
  })

  it('is odd around a half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (word) => {
        const p = word / 2 ** 32
        expect(_.inverseNormal(p) + _.inverseNormal(1 - p)).toBe(0)
      }),
    )
  })

  it('does not decrease, across the seams of its three pieces too', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.075, 0.925, 1.3887943864964021e-11, 0.5), fc.integer({ min: -50, max: 50 }), (seam, step) => {
        const gap = 1e-6 * seam
        expect(_.inverseNormal(seam + (step + 1) * gap)).toBeGreaterThan(_.inverseNormal(seam + step * gap))
      }),
    )
  })
})
