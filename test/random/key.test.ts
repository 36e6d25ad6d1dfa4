import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/random/key.js'

const safeInteger = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
const anyNumber = fc.double()
const anyKey = fc.oneof(safeInteger, anyNumber).map(_.key)
const name = (key: _.Key): string => key.words.join(',')

describe('key', () => {
  it('differs for different safe integers', () => {
    fc.assert(
      fc.property(safeInteger, safeInteger, (left, right) => {
        fc.pre(left !== right)
        expect(_.key(left)).not.toEqual(_.key(right))
      }),
    )
  })

  it('is the same for the same number, whatever the number', () => {
    fc.assert(fc.property(anyNumber, (seed) => void expect(_.key(seed)).toEqual(_.key(seed))))
  })

  it('tells fractions, infinities and neighbors apart', () => {
    const seeds = [0, 1, -1, 0.5, 0.25, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 32, 2 ** 53, 2 ** 53 + 2, Number.MIN_VALUE]
    expect(new Set(seeds.map((seed) => name(_.key(seed)))).size).toBe(seeds.length)
  })

  it('survives being posted to a worker', () => {
    expect(_.randomBits(structuredClone(_.key(7)), 5)).toEqual(_.randomBits(_.key(7), 5))
  })
})

describe('split', () => {
  it('never repeats a key, nor gives the parent back', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 0, max: 300 }), (parent, count) => {
        const names = [parent, ..._.split(parent, count)].map(name)
        expect(new Set(names).size).toBe(count + 1)
      }),
    )
  })

  it('does not repeat within two generations', () => {
    const family = _.split(_.key(3), 200).flatMap((child) => [child, ..._.split(child, 200)])
    expect(new Set(family.map(name)).size).toBe(200 * 201)
  })

  it('gives a prefix for a smaller count', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(40), fc.nat(40), (parent, left, right) => {
        const fewer = Math.min(left, right)
        expect(_.split(parent, Math.max(left, right)).slice(0, fewer)).toEqual(_.split(parent, fewer))
      }),
    )
  })

  it('has no child among the folds or the draws of the same key', () => {
    fc.assert(
      fc.property(anyKey, (parent) => {
        const drawn = _.randomBits(parent, 128)
        const draws = Array.from({ length: 64 }, (_unused, pair) => `${drawn[2 * pair]},${drawn[2 * pair + 1]}`)
        const folds = Array.from({ length: 64 }, (_unused, data) => name(_.foldIn(parent, data)))
        const names = [...draws, ...folds, ..._.split(parent, 64).map(name)]
        expect(new Set(names).size).toBe(3 * 64)
      }),
    )
  })

  it('gives none for a count of 0, and is refused for what counts nothing', () => {
    expect(_.split(_.key(0), 0)).toEqual([])
    for (const count of [-3, 0.5, Number.NaN, Infinity])
      expect(() => _.split(_.key(0), count)).toThrow(`narrownet: split: count is ${count}, not a whole number from 0 to 16777216`)
  })

  it('is told apart from what is no key', () => {
    expect(() => _.foldIn(undefined as never, 0)).toThrow('narrownet: foldIn: parent is undefined, not a key, as key(0) is')
    expect(() => _.key('0' as never)).toThrow('narrownet: key: seed is "0", not a number')
  })

  it('types small literal counts as tuples and others as arrays', () => {
    const [first, second]: readonly [_.Key, _.Key] = _.split(_.key(0), 2)
    const some: readonly _.Key[] = _.split(_.key(0), Math.round(2.4))
    const many: readonly _.Key[] = _.split(_.key(0), 1000)
    expect([first, second]).toEqual(some)
    expect(many).toHaveLength(1000)
  })
})

describe('foldIn', () => {
  it('differs for different safe integers, and from the parent', () => {
    fc.assert(
      fc.property(anyKey, safeInteger, safeInteger, (parent, left, right) => {
        fc.pre(left !== right)
        expect(_.foldIn(parent, left)).not.toEqual(_.foldIn(parent, right))
        expect(_.foldIn(parent, left)).not.toEqual(parent)
      }),
    )
  })

  it('depends on the order of two numbers', () => {
    expect(_.foldIn(_.foldIn(_.key(0), 1), 2)).not.toEqual(_.foldIn(_.foldIn(_.key(0), 2), 1))
  })
})

describe('randomBits', () => {
  it('is the generator applied to 0, 1, 2, …', () => {
    expect([..._.randomBits(_.key(0), 2)]).toEqual([0x6b200159, 0x99ba4efe])
  })

  it('gives a prefix for a smaller count, of exactly that length', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(99), fc.nat(99), (key, left, right) => {
        const fewer = Math.min(left, right)
        const bits = _.randomBits(key, fewer)
        expect(bits.length).toBe(fewer)
        expect([..._.randomBits(key, Math.max(left, right)).subarray(0, fewer)]).toEqual([...bits])
      }),
    )
  })

  it('sets each of the 32 bits half of the time', () => {
    const count = 100_000
    const words = _.randomBits(_.key(1), count)
    const shares = Array.from({ length: 32 }, (_unused, bit) => words.reduce((sum, word) => sum + ((word >>> bit) & 1), 0) / count)
    // Five deviations of a fair coin's share are 0.0079.
    expect(Math.max(...shares.map((share) => Math.abs(share - 0.5)))).toBeLessThan(0.0079)
  })

  it('shows no correlation between sibling keys', () => {
    const [left, right] = _.split(_.key(5), 2)
    const a = _.randomBits(left, 100_000)
    const b = _.randomBits(right, 100_000)
    const product = a.reduce((sum, word, index) => sum + (word / 2 ** 32 - 0.5) * ((b[index] ?? 0) / 2 ** 32 - 0.5), 0) / 100_000
    // The product of two centered uniforms has deviation 1/12; five deviations of its mean over 1e5 are 0.00132.
    expect(Math.abs(product)).toBeLessThan(0.00132)
  })
})

describe('wordStream', () => {
  it('gives the words of randomBits one by one', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(50), (key, count) => {
        const next = _.wordStream(key)
        expect(Array.from({ length: count }, next)).toEqual([..._.randomBits(key, count)])
      }),
    )
  })
})
