import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import { type Dataset, sampleCount } from '../../lib/data/dataset.js'
import * as _ from '../../lib/data/view.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import { arbitraryDataset } from './arbitraryDataset.js'

const right = <A>(either: E.Either<unknown, A>): A => (E.isRight(either) ? either.right : expect.fail('a Left'))

/** Each sample as text: its label and normalized numbers. */
const contents = (samples: Dataset<Shape>): readonly string[] =>
  Array.from({ length: sampleCount(samples) }, (_unused, index) => {
    const batch = batchAt(samples, [index])
    return `${batch.labels[0]}: ${batch.input.values.join(' ')}`
  })

const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort()

describe('shuffle', () => {
  it('is a permutation of the samples, the same for the same key, sharing their values', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.integer(), (samples, seed) => {
        const shuffled = _.shuffle(key(seed))(samples)
        expect(sorted(contents(shuffled))).toEqual(sorted(contents(samples)))
        expect(_.shuffle(key(seed))(samples)).toEqual(shuffled)
        expect(shuffled.values).toBe(samples.values)
      }),
    )
  })
})

describe('splitAt', () => {
  it('gives two parts that together are the whole', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.nat(40), (samples, index) => {
        const parts = _.splitAt(index)(samples)
        if (index === 0 || index >= sampleCount(samples)) expect(E.isLeft(parts)).toBe(true)
        else {
          const [first, second] = right(parts)
          expect(sampleCount(first)).toBe(index)
          expect([...contents(first), ...contents(second)]).toEqual(contents(samples))
          expect(second.values).toBe(samples.values)
        }
      }),
    )
  })
})

describe('splitFraction', () => {
  it('keeps every sample once, in the share asked for', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.double({ min: 0.1, max: 0.9, noNaN: true }), fc.integer(), (samples, fraction, seed) => {
        fc.pre(sampleCount(samples) >= 10)
        const [first, second] = right(_.splitFraction(fraction, key(seed))(samples))
        expect(sampleCount(first)).toBe(Math.round(fraction * sampleCount(samples)))
        expect(sorted([...contents(first), ...contents(second)])).toEqual(sorted(contents(samples)))
      }),
    )
  })

  it('refuses a share that leaves nothing', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.constantFrom(0, 1, -1, 2, Number.NaN), (samples, fraction) => {
        expect(E.isLeft(_.splitFraction(fraction, key(0))(samples))).toBe(true)
      }),
    )
  })
})

describe('take', () => {
  it('gives the first samples, or all', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.integer({ min: 1, max: 60 }), (samples, count) => {
        expect(contents(right(_.take(count)(samples)))).toEqual(contents(samples).slice(0, count))
      }),
    )
  })

  it('refuses to give none', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.constantFrom(0, -1, 0.5, Number.NaN), (samples, count) => {
        expect(E.isLeft(_.take(count)(samples))).toBe(true)
      }),
    )
  })
})

describe('select', () => {
  it('gives the samples asked for, repeated where asked for', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.array(fc.nat(45), { maxLength: 20 }), (samples, indices) => {
        const chosen = _.select(indices)(samples)
        const all = contents(samples)
        if (indices.length === 0 || indices.some((index) => index >= all.length)) expect(E.isLeft(chosen)).toBe(true)
        else expect(contents(right(chosen))).toEqual(indices.map((index) => all[index]))
      }),
    )
  })

  it('refuses indices that are no positions', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.constantFrom(-1, 0.5, Number.NaN, Infinity, undefined as never), (samples, index) => {
        expect(E.isLeft(_.select([0, index])(samples))).toBe(true)
        expect(() => _.select(undefined as never)(samples)).toThrow('narrownet: select: indices is undefined, not a list of numbers')
      }),
    )
  })
})

describe('views', () => {
  it('compose: a part of a shuffled part is found where it should be', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.integer(), (samples, seed) => {
        const shuffled = _.shuffle(key(seed))(samples)
        const half = right(_.take(Math.ceil(sampleCount(samples) / 2))(shuffled))
        expect(contents(half)).toEqual(contents(shuffled).slice(0, sampleCount(half)))
      }),
    )
  })
})

describe('compact', () => {
  it('has the same samples in values of its own', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.integer(), (samples, seed) => {
        const part = right(_.take(3)(_.shuffle(key(seed))(samples)))
        const own = _.compact(part)
        expect(contents(own)).toEqual(contents(part))
        expect(own.values.length * sampleCount(samples)).toBe(samples.values.length * sampleCount(part))
        expect(own.values.buffer).not.toBe(samples.values.buffer)
      }),
    )
  })
})
