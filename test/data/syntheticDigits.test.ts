import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import { measuredNormalization, sampleCount } from '../../lib/data/dataset.js'
import * as _ from '../../lib/data/syntheticDigits.js'
import { key, split } from '../../lib/random/key.js'
import { softmaxRegression } from '../reference/softmaxRegression.js'

const digest = async (bytes: Uint8Array): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice())), (byte) => byte.toString(16).padStart(2, '0')).join('')

describe('syntheticDigits', () => {
  it('is the same for the same key, and a prefix of a larger set', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), (seed, count, more) => {
        const few = _.syntheticDigits({ count, key: key(seed) })
        const many = _.syntheticDigits({ count: count + more, key: key(seed) })
        expect(few.values).toEqual(many.values.subarray(0, count * 784))
        expect(few.labels).toEqual(many.labels.subarray(0, count))
        expect(sampleCount(few)).toBe(count)
      }),
      { numRuns: 20 },
    )
  })

  it('repeats no image, in one set or between two keys', () => {
    const [left, right] = split(key(1), 2)
    const images = [left, right].flatMap((source) => {
      const { values } = _.syntheticDigits({ count: 300, key: source })
      return Array.from({ length: 300 }, (_unused, sample) => values.subarray(sample * 784, (sample + 1) * 784).join())
    })
    expect(new Set(images).size).toBe(600)
  })

  it('is not made of a number that counts no samples', () => {
    for (const count of [0, -1, 2.5, Number.NaN, Infinity, 1e10])
      expect(() => _.syntheticDigits({ count, key: key(0) })).toThrow(
        `narrownet: syntheticDigits: count is ${count}, not a whole number from 1 to 2097152`,
      )
  })

  // Produced by this library on V8: another engine, or a change of ours, that gives other bytes shows itself here.
  it('has the recorded bytes', async () => {
    const { values, labels } = _.syntheticDigits({ count: 200, key: key(0) })
    expect(await digest(Uint8Array.from(values))).toBe('5e7ca10d195057cb9f130642c4961251f911e7ce58bce0dfb84e082d03e4fe5b')
    expect([...labels.subarray(0, 20)]).toEqual([3, 9, 3, 1, 2, 6, 8, 4, 0, 9, 0, 3, 0, 6, 1, 5, 0, 1, 3, 6])
  })
})

describe('7000 synthetic digits', () => {
  const train = _.syntheticDigits({ count: 6000, key: key(0) })
  const test = _.syntheticDigits({ count: 1000, key: key(1) })

  it('have ten classes of about a tenth each', () => {
    for (let digit = 0; digit < 10; digit += 1) {
      const share = train.labels.filter((label) => label === digit).length / 6000
      expect(Math.abs(share - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / 6000))
    }
  })

  it('have the normalization they carry', () => {
    const measured = measuredNormalization(train)
    expect(Math.abs((measured.mean[0] ?? 0) - (train.normalization.mean[0] ?? 1))).toBeLessThan(0.002)
    expect(Math.abs((measured.deviation[0] ?? 0) - (train.normalization.deviation[0] ?? 1))).toBeLessThan(0.002)
  })

  it('show a digit in every image: enough ink, most of it away from the border', () => {
    for (let sample = 0; sample < 1000; sample += 1) {
      const image = test.values.subarray(sample * 784, (sample + 1) * 784)
      const inked = [...image.keys()].filter((pixel) => (image[pixel] ?? 0) > 85)
      const inside = inked.filter((pixel) => {
        const [row, column] = [Math.floor(pixel / 28), pixel % 28]
        return row > 0 && row < 27 && column > 0 && column < 27
      })
      expect(inked.length).toBeGreaterThan(12)
      expect(inside.length / inked.length).toBeGreaterThan(0.8)
    }
  })

  it('are learned by a linear classifier only in part: 80 to 90 of 100', () => {
    const sample = (samples: typeof train) =>
      batchAt(
        samples,
        Array.from({ length: sampleCount(samples) }, (_unused, index) => index),
      )
    const accuracy = softmaxRegression(sample(train), sample(test), { classes: 10, epochs: 6, batchSize: 50, learningRate: 0.01 })
    expect(accuracy).toBeGreaterThan(0.8)
    expect(accuracy).toBeLessThan(0.9)
  })
})
