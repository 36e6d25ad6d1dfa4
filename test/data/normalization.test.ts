import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { measuredNormalization } from '../../lib/data/dataset.js'
import * as _ from '../../lib/data/normalization.js'
import { shuffle, take } from '../../lib/data/view.js'
import { key } from '../../lib/random/key.js'
import { arbitraryDataset } from './arbitraryDataset.js'

describe('measureNormalization', () => {
  it('is the mean and deviation of each channel', () => {
    fc.assert(
      fc.property(arbitraryDataset, (samples) => {
        const channels = samples.shape.at(-1) ?? 1
        const unit = samples.values instanceof Uint8Array ? 255 : 1
        for (let channel = 0; channel < channels; channel += 1) {
          const values = Array.from(samples.values, (value) => value / unit).filter((_unused, element) => element % channels === channel)
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
          const deviation = samples.normalization.deviation[channel] ?? 0
          expect(samples.normalization.mean[channel]).toBeCloseTo(mean, 10)
          // A constant channel, up to rounding, may be given either its rounding error or 1.
          if (variance > 1e-12) expect(deviation).toBeCloseTo(Math.sqrt(variance), 10)
          else expect(deviation).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('of bytes does not depend on their order', () => {
    fc.assert(
      fc.property(arbitraryDataset, fc.integer(), (samples, seed) => {
        fc.pre(samples.values instanceof Uint8Array)
        expect(measuredNormalization(shuffle(key(seed))(samples))).toEqual(measuredNormalization(samples))
      }),
    )
  })

  it('sees only the samples of a part', () => {
    const parts = { values: Uint8Array.of(0, 255, 10, 20), rows: Uint32Array.of(0), sampleSize: 2, channels: 1 }
    expect(_.measureNormalization(parts)).toEqual({ mean: [0.5], deviation: [0.5] })
    fc.assert(
      fc.property(arbitraryDataset, (samples) => {
        const first = E.getOrElse(() => samples)(take(1)(samples))
        const values = [...samples.values.slice(0, samples.values.length / samples.labels.length)]
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length / (samples.values instanceof Uint8Array ? 255 : 1)
        const measured = measuredNormalization(first).mean
        expect(measured.reduce((sum, value) => sum + value, 0) / measured.length).toBeCloseTo(mean, 8)
      }),
    )
  })

  it('gives deviation 1 to a channel whose spread float32 cannot see', () => {
    const of = (values: readonly number[]) =>
      _.measureNormalization({ values: Float32Array.from(values), rows: Uint32Array.of(0), sampleSize: values.length, channels: 1 })
    expect(of([0, 1e-44]).deviation).toEqual([1])
    expect(of([0.1, 0.1, 0.1]).deviation).toEqual([1])
    expect(of([1e-30, 3e-30]).deviation[0]).toBeCloseTo(1e-30, 36)
  })

  it('gives a constant channel deviation 1', () => {
    const constant = { values: new Uint8Array(6).fill(51), rows: Uint32Array.of(0, 1), sampleSize: 3, channels: 1 }
    expect(_.measureNormalization(constant)).toEqual({ mean: [0.2], deviation: [1] })
  })
})

describe('normalizationProblem', () => {
  it.each([
    [{ mean: [0, 0], deviation: [1, 1] }, 2, undefined],
    [{ mean: [0], deviation: [1, 1] }, 2, '1 means'],
    [{ mean: [0, 0], deviation: [1] }, 2, '1 deviations'],
    [{ mean: [Number.NaN], deviation: [1] }, 1, 'mean NaN in channel 0'],
    [{ mean: [1e300], deviation: [1] }, 1, 'mean 1e+300 in channel 0'],
    [{ mean: [0], deviation: [0] }, 1, 'deviation 0 in channel 0'],
    [{ mean: [0], deviation: [-1] }, 1, 'deviation -1 in channel 0'],
    [{ mean: [0], deviation: [1e-60] }, 1, 'deviation 1e-60 in channel 0'],
    [{ mean: [0], deviation: [Infinity] }, 1, 'deviation Infinity in channel 0'],
  ])('of %j for %d channels is %s', (normalization, channels, problem) => {
    expect(_.normalizationProblem(normalization, channels)).toBe(problem)
  })
})
