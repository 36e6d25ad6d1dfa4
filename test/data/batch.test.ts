import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/data/batch.js'
import { type Dataset, sampleCount } from '../../lib/data/dataset.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import { arbitraryDataset } from './arbitraryDataset.js'

const maybeKey = fc.option(fc.integer().map(key), { nil: undefined })

describe('batchIndices', () => {
  it('covers each sample exactly once', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 50 }), maybeKey, (count, batchSize, source) => {
        const batches = _.batchIndices(count, batchSize, source)
        const all = batches.flatMap((batch) => [...batch])
        expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_unused, index) => index))
        expect(batches.slice(0, -1).every((batch) => batch.length === batchSize)).toBe(true)
        expect(batches.every((batch) => batch.length > 0)).toBe(true)
      }),
    )
  })

  it('drops only an incomplete last batch', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 50 }), maybeKey, (count, batchSize, source) => {
        const all = _.batchIndices(count, batchSize, source)
        expect(_.batchIndices(count, batchSize, source, { dropLast: true })).toEqual(all.filter((batch) => batch.length === batchSize))
      }),
    )
  })

  it('is in order without a key, and differs between keys', () => {
    expect(_.batchIndices(5, 2, undefined).map((batch) => [...batch])).toEqual([[0, 1], [2, 3], [4]])
    expect(_.batchIndices(100, 10, key(1))).not.toEqual(_.batchIndices(100, 10, key(2)))
  })
})

/** One number of a batch, as slowly and plainly as possible. */
const reference = (samples: Dataset<Shape>, sample: number, element: number): number => {
  const sampleSize = samples.shape.reduce((product, size) => product * size, 1)
  const channel = element % (samples.shape.at(-1) ?? 1)
  const stored = samples.values[(samples.rows[sample] ?? Number.NaN) * sampleSize + element] ?? Number.NaN
  const intensity = samples.values instanceof Uint8Array ? Math.fround(stored / 255) : stored
  const centered = Math.fround(intensity - Math.fround(samples.normalization.mean[channel] ?? Number.NaN))
  return Math.fround(centered / Math.fround(samples.normalization.deviation[channel] ?? Number.NaN))
}

describe('batchAt', () => {
  it('has the normalized samples in the order asked for, bit for bit', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.array(fc.nat(1000), { maxLength: 9 }), (samples, raw) => {
        const indices = raw.map((index) => index % sampleCount(samples))
        const { input, labels } = _.batchAt(samples, indices)
        const sampleSize = samples.shape.reduce((product, size) => product * size, 1)
        expect(input.shape).toEqual([indices.length, ...samples.shape])
        expect([...labels]).toEqual(indices.map((index) => samples.labels[index]))
        expect([...input.values]).toEqual(
          indices.flatMap((index) => Array.from({ length: sampleSize }, (_unused, element) => reference(samples, index, element))),
        )
      }),
    )
  })

  it('has mean 0 and deviation 1 in each channel over the whole of a data set with its own normalization', () => {
    fc.assert(
      fc.property(arbitraryDataset, (samples) => {
        const { input } = _.batchAt(samples, samples.rows)
        const channels = samples.shape.at(-1) ?? 1
        for (let channel = 0; channel < channels; channel += 1) {
          const values = [...input.values].filter((_unused, element) => element % channels === channel)
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
          // Float32 leaves little of a deviation that is tiny beside its mean.
          fc.pre((samples.normalization.deviation[channel] ?? 0) > 1e-3)
          expect(Math.abs(mean)).toBeLessThan(1e-2)
          const constant = variance < 1e-9
          expect(constant || Math.abs(variance - 1) < 1e-2).toBe(true)
        }
      }),
    )
  })

  it('is a mistake in the program, and throws, for an index out of range', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.constantFrom(-1, 40, 0.5, Number.NaN), (samples, index) => {
        expect(() => _.batchAt(samples, [0, index])).toThrow(`sample ${index} of a data set with ${sampleCount(samples)}`)
      }),
    )
  })
})
