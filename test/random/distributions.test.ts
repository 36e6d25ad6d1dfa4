import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/random/distributions.js'
import { key, split } from '../../lib/random/key.js'

const anyKey = fc.integer().map(key)

const moments = (values: Float32Array) => {
  const central = (power: number, around: number) => values.reduce((sum, value) => sum + (value - around) ** power, 0) / values.length
  const mean = central(1, 0)
  const variance = central(2, mean)
  return { mean, variance, skewness: central(3, mean) / variance ** 1.5, kurtosis: central(4, mean) / variance ** 2 }
}

describe('uniform', () => {
  it('stays in [0, 1) and repeats for the same key', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(200), (source, count) => {
        const values = _.uniform(source, count)
        expect(values).toEqual(_.uniform(source, count))
        expect(values.length).toBe(count)
        expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
      }),
    )
  })

  it('has the mean and variance of its bounds', () => {
    const { mean, variance } = moments(_.uniform(key(2), 200_000, { from: -3, to: 5 }))
    expect(Math.abs(mean - 1)).toBeLessThan((5 * 8) / Math.sqrt(12 * 200_000))
    expect(Math.abs(variance - 64 / 12)).toBeLessThan(0.06)
  })
})

describe('normal', () => {
  const count = 400_000
  const values = _.normal(key(3), count)

  it('has mean 0, variance 1, no skew and the kurtosis of a normal', () => {
    const { mean, variance, skewness, kurtosis } = moments(values)
    // Five standard errors each: 1, √2, √6 and √24 over √count.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(count))
    expect(Math.abs(variance - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(count))
    expect(Math.abs(skewness)).toBeLessThan((5 * Math.sqrt(6)) / Math.sqrt(count))
    expect(Math.abs(kurtosis - 3)).toBeLessThan((5 * Math.sqrt(24)) / Math.sqrt(count))
  })

  it.each([
    [1, 0.15865525],
    [2, 0.02275013],
    [3, 0.0013499],
    [4, 0.0000316712],
  ])('has the share of a normal beyond %d deviations on either side', (bound, share) => {
    const error = 5 * Math.sqrt(share / count)
    expect(Math.abs(values.filter((value) => value > bound).length / count - share)).toBeLessThan(error)
    expect(Math.abs(values.filter((value) => value < -bound).length / count - share)).toBeLessThan(error)
  })

  it('is shifted and scaled', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.float({ min: -10, max: 10, noNaN: true }),
        fc.float({ min: 0, max: 10, noNaN: true }),
        (source, mean, deviation) => {
          const plain = _.normal(source, 9)
          _.normal(source, 9, { mean, deviation }).forEach((value, index) => {
            expect(value).toBeCloseTo(mean + deviation * (plain[index] ?? 0), 4)
          })
        },
      ),
    )
  })

  // Produced by this library on V8, recorded so that any other engine shows itself.
  it('has the recorded bits', () => {
    expect([...new Uint32Array(_.normal(key(0), 6).buffer)]).toEqual([
      3193096264, 1048731664, 3209225833, 1062944764, 1072199047, 1051592177,
    ])
  })
})

describe('bernoulli', () => {
  it('is all zeros at 0 and all ones at 1', () => {
    fc.assert(
      fc.property(anyKey, (source) => {
        expect(_.bernoulli(source, 50, 0).every((value) => value === 0)).toBe(true)
        expect(_.bernoulli(source, 50, 1).every((value) => value === 1)).toBe(true)
      }),
    )
  })

  it('has its probability as share', () => {
    const share = _.bernoulli(key(4), 100_000, 0.3).reduce((sum, value) => sum + value, 0) / 100_000
    expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / 100_000))
  })
})

describe('integers', () => {
  it('stays below the bound', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 2 ** 32 }), (source, bound) => {
        expect(_.integers(source, 20, bound).every((value) => value < bound)).toBe(true)
      }),
    )
  })

  it('stays below each of several bounds, and draws the same by one bound as by as many like it', () => {
    fc.assert(
      fc.property(anyKey, fc.array(fc.integer({ min: 1, max: 2 ** 32 }), { maxLength: 8 }), (source, bounds) => {
        const drawn = _.integers(source, bounds.length, bounds)
        expect(bounds.every((bound, at) => (drawn[at] ?? bound) < bound)).toBe(true)
        const [first = 1] = bounds
        expect(_.integers(source, bounds.length, new Array<number>(bounds.length).fill(first))).toEqual(
          _.integers(source, bounds.length, first),
        )
      }),
    )
  })

  it('brings a senseless bound to 1', () => {
    for (const bound of [0, -5, 0.5, Number.NaN]) expect([..._.integers(key(0), 2, bound)]).toEqual([0, 0])
  })

  it('has no modulo bias at the bound where it would show most', () => {
    // Words modulo 3/4 of 2^32 would fall into the first third of the range half of the time.
    const bound = 3 * 2 ** 30
    const share = _.integers(key(6), 100_000, bound).filter((value) => value < 2 ** 30).length / 100_000
    expect(Math.abs(share - 1 / 3)).toBeLessThan(5 * Math.sqrt(2 / 9 / 100_000))
  })
})

describe('permutation', () => {
  it('has every number once', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(300), (source, count) => {
        expect([..._.permutation(source, count)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_unused, index) => index))
      }),
    )
  })

  it('gives each order of four equally often', () => {
    const draws = 48_000
    const counts = new Map<string, number>()
    for (const source of split(key(8), draws)) {
      const order = _.permutation(source, 4).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    const expected = draws / 24
    const chiSquared = [...counts.values()].reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0)
    expect(counts.size).toBe(24)
    // 99.9 % quantile of chi-squared with 23 degrees of freedom.
    expect(chiSquared).toBeLessThan(49.73)
  })
})
