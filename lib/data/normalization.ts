import { aByteArray, aNumber, type Kind, kind, listOf, record } from '../shape/kind.js'
import { keysProblem } from '../shape/options.js'

/**
 * What is taken from each channel and what it is divided by, before a network sees it.
 *
 *     seen = (intensity - mean[channel]) / deviation[channel]
 *
 * The unit is intensity: a stored byte b counts as b / 255, a stored float as itself.
 */
export interface Normalization {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

const numbers: Kind<readonly number[]> = listOf('numbers', aNumber)

/** For callers that the compiler does not check. */
export const normalizationKind: Kind<Normalization> = record({ mean: numbers, deviation: numbers })

/** As options have it: `'none'` changes nothing but scales bytes. */
export const normalizationChoice: Kind<Normalization | 'none'> = kind(
  "{ mean, deviation }, each a list of numbers, or 'none'",
  (value) => value === 'none' || keysProblem(normalizationKind.members ?? {}, value, 'option') === undefined,
)

/** Rows of stored samples, channels last: what both measuring and batching read. */
export interface StoredSamples {
  readonly values: Uint8Array | Float32Array
  /** which stored samples count, in order */
  readonly rows: Uint32Array
  readonly sampleSize: number
  readonly channels: number
}

/**
 * No change but the scaling of bytes to [0, 1]: mean 0, deviation 1.
 *
 * @example
 * identityNormalization(1) // => { mean: [0], deviation: [1] }
 */
export const identityNormalization = (channels: number): Normalization => ({
  mean: Array.from({ length: channels }, () => 0),
  deviation: Array.from({ length: channels }, () => 1),
})

/**
 * Mean and deviation of each channel over all samples and positions.
 *
 *     mean = Σ v / n      deviation = √(Σ (v - mean)² / n)
 *
 * In float64, in the order of the rows; bytes are counted first, so their result does not depend on the order and is the same everywhere.
 * A channel that is constant, as far as float32 can tell, gets deviation 1: there is nothing to scale but rounding errors.
 */
export const measureNormalization = (samples: StoredSamples): Normalization => {
  const moments = aByteArray.is(samples.values) ? byteMoments(samples, samples.values) : floatMoments(samples, samples.values)
  return {
    mean: moments.map(({ mean }) => mean),
    deviation: moments.map(usableDeviation),
  }
}

// A product, not `** 2`: the language lets engines round powers differently.
const square = (value: number): number => value * value

interface Moments {
  readonly mean: number
  readonly variance: number
}

// Below half a unit of the mean's last place, or of any normal float32, what looks like spread is rounding.
const usableDeviation = ({ mean, variance }: Moments): number => {
  const deviation = Math.sqrt(variance)
  return deviation > Math.max(Math.abs(mean) / 0x1000000, smallestNormal) ? deviation : 1
}

const smallestNormal = 1.1754943508222875e-38

const byteMoments = ({ rows, sampleSize, channels }: StoredSamples, values: Uint8Array): readonly Moments[] => {
  const counts = new Float64Array(256 * channels)
  for (const row of rows) {
    const start = row * sampleSize
    for (let offset = 0; offset < sampleSize; offset += 1) {
      const slot = (offset % channels) * 256 + (values[start + offset] ?? 0)
      counts[slot] = (counts[slot] ?? 0) + 1
    }
  }
  return Array.from({ length: channels }, (_, channel) => {
    const histogram = counts.subarray(channel * 256, channel * 256 + 256)
    const count = histogram.reduce((sum, frequency) => sum + frequency, 0)
    const mean = histogram.reduce((sum, frequency, byte) => sum + frequency * byte, 0) / count
    const variance = histogram.reduce((sum, frequency, byte) => sum + frequency * (byte - mean) * (byte - mean), 0) / count
    return { mean: mean / 255, variance: variance / (255 * 255) }
  })
}

const floatMoments = ({ rows, sampleSize, channels }: StoredSamples, values: Float32Array): readonly Moments[] => {
  const perChannel = (rows.length * sampleSize) / channels
  const averageOf = (term: (value: number, channel: number) => number): readonly number[] => {
    const sums = new Float64Array(channels)
    for (const row of rows) {
      for (let offset = 0; offset < sampleSize; offset += 1) {
        const channel = offset % channels
        sums[channel] = (sums[channel] ?? 0) + term(values[row * sampleSize + offset] ?? 0, channel)
      }
    }
    return Array.from(sums, (sum) => sum / perChannel)
  }
  const means = averageOf((value) => value)
  const variances = averageOf((value, channel) => square(value - (means[channel] ?? 0)))
  return means.map((mean, channel) => ({ mean, variance: variances[channel] ?? 0 }))
}

/** What `normalizationProblem` finds another of, in words. */
export const rightNormalization = (channels: number): string => `a finite mean and a positive deviation for each of ${channels} channels`

/**
 * What is wrong with a normalization for this many channels; undefined when nothing is.
 *
 * @example
 * normalizationProblem({ mean: [0], deviation: [0] }, 1) // => 'deviation 0 in channel 0'
 */
export const normalizationProblem = (normalization: Normalization, channels: number): string | undefined => {
  const { mean, deviation } = normalization
  if (mean.length !== channels) return `${mean.length} means`
  if (deviation.length !== channels) return `${deviation.length} deviations`
  const badMean = mean.findIndex((value) => !Number.isFinite(Math.fround(value)))
  if (badMean >= 0) return `mean ${mean[badMean]} in channel ${badMean}`
  // In float32, as it is applied: a deviation that rounds to zero divides by zero.
  const badDeviation = deviation.findIndex((value) => !(Math.fround(value) > 0 && Number.isFinite(Math.fround(value))))
  return badDeviation < 0 ? undefined : `deviation ${deviation[badDeviation]} in channel ${badDeviation}`
}
