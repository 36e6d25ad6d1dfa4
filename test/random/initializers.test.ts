import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/random/initializers.js'
import { key } from '../../lib/random/key.js'

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)
const deviationOf = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

describe('every initializer', () => {
  const all = [_.heNormal({ fan: 'in' }), _.heNormal({ fan: 'out' }), _.fanInUniform(), _.zeros, _.ones, _.constant(2)]

  it('fills the shape with finite numbers, the same for the same key', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.integer(), shapes, (initializer, seed, shape) => {
        const values = initializer(key(seed), shape)
        expect(values.length).toBe(size(shape))
        expect(values.every(Number.isFinite)).toBe(true)
        expect(initializer(key(seed), shape)).toEqual(values)
      }),
    )
  })
})

describe('fanOf', () => {
  it.each([
    ['in', [3, 3, 16, 32], 144],
    ['out', [3, 3, 16, 32], 288],
    ['in', [784, 10], 784],
    ['out', [784, 10], 10],
    ['in', [64], 64],
    ['out', [64], 64],
    ['in', [], 1],
  ] as const)('fan %s of %j is %d', (fan, shape, expected) => {
    expect(_.fanOf(fan, shape)).toBe(expected)
  })
})

describe('heNormal', () => {
  it.each([
    ['in', Math.sqrt(2 / (9 * 32))],
    ['out', Math.sqrt(2 / (9 * 128))],
  ] as const)('has deviation √(2 / fan %s)', (fan, deviation) => {
    const values = _.heNormal({ fan })(key(1), [3, 3, 32, 128])
    // Five standard errors of a deviation: 5 / √(2n).
    expect(Math.abs(deviationOf(values) / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length))
  })
})

describe('fanInUniform', () => {
  it('fills [-1/√fanIn, 1/√fanIn]', () => {
    const values = _.fanInUniform()(key(2), [400, 100])
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.05))
    expect(Math.abs((deviationOf(values) * Math.sqrt(3)) / 0.05 - 1)).toBeLessThan(0.02)
  })

  it('takes the fan of another array, for a bias', () => {
    const bias = _.fanInUniform({ fanIn: 10_000 })(key(3), [100])
    expect(Math.max(...bias.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.01))
    expect(deviationOf(bias)).toBeGreaterThan(0.003)
  })
})

describe('constant', () => {
  it('is its value', () => {
    expect([..._.constant(0.5)(key(0), [2, 2])]).toEqual([0.5, 0.5, 0.5, 0.5])
    expect([..._.zeros(key(0), [2])]).toEqual([0, 0])
    expect([..._.ones(key(0), [2])]).toEqual([1, 1])
  })
})
