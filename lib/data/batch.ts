import { permutation } from '../random/distributions.js'
import type { Key } from '../random/key.js'
import { invariant } from '../shape/invariant.js'
import { channelsOf, elementCount, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { type Dataset, sampleCount } from './dataset.js'

/** Some samples as a network takes them: normalized, batch axis first. */
export interface Batch<In extends Shape> {
  readonly input: Tensor<[batch: number, ...In]>
  readonly labels: Uint8Array
}

/**
 * Which samples make up each batch of one pass: every index from 0 to count - 1 exactly once, `batchSize` at a time.
 *
 * Shuffled by the key, or in order without one. The last batch is smaller where `batchSize` does not divide `count`; with `dropLast` it is
 * left out, so that all are full. A batch size below 1 counts as 1.
 *
 * @example
 * batchIndices(5, 2, undefined).map((batch) => [...batch]) // => [[0, 1], [2, 3], [4]]
 * batchIndices(5, 2, undefined, { dropLast: true }).length // => 2
 * @since 0.1.0
 */
export const batchIndices = (
  count: number,
  batchSize: number,
  key: Key | undefined,
  options: { readonly dropLast?: boolean } = {},
): readonly Uint32Array[] => {
  const size = Math.max(1, Math.floor(batchSize))
  const order = key === undefined ? Uint32Array.from({ length: count }, (_, index) => index) : permutation(key, count)
  const batches = options.dropLast === true ? Math.floor(count / size) : Math.ceil(count / size)
  return Array.from({ length: batches }, (_, batch) => order.subarray(batch * size, (batch + 1) * size))
}

/**
 * The samples at these indices as one batch, in this order.
 *
 *     input[i, ...] = (intensity - mean[channel]) / deviation[channel]      intensity = byte / 255, or the stored float
 *
 * Each of the three operations is rounded to float32, and so are mean and deviation, as PyTorch's ToTensor and Normalize do.
 * Indices are those of `batchIndices`; one out of range is a mistake in the program and throws.
 *
 * input   [indices.length, ...shape]
 * labels  [indices.length]
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * batchAt(digits, [4, 2]).input.shape // => [2, 28, 28, 1]
 * @since 0.1.0
 */
export const batchAt = <In extends Shape>(samples: Dataset<In>, indices: ArrayLike<number>): Batch<In> => {
  const sampleSize = elementCount(samples.shape)
  const values = new Float32Array(indices.length * sampleSize)
  const labels = new Uint8Array(indices.length)
  const count = sampleCount(samples)
  const copyRow = rowReader(samples, values)
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? -1
    const row = samples.rows[index] ?? invariant(`sample ${index} of a data set with ${count}`)
    labels[position] = samples.labels[index] ?? 0
    copyRow(row * sampleSize, position * sampleSize)
  }
  return { input: { shape: [indices.length, ...samples.shape], values }, labels }
}

const rowReader = (samples: Dataset<Shape>, out: Float32Array): ((start: number, offset: number) => void) => {
  const sampleSize = elementCount(samples.shape)
  const channels = channelsOf(samples.shape)
  const mean = Float32Array.from(samples.normalization.mean)
  const deviation = Float32Array.from(samples.normalization.deviation)
  const seen = (intensity: number, channel: number): number => Math.fround(intensity - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)
  const stored = samples.values
  if (stored instanceof Float32Array)
    return (start, offset) => {
      for (let element = 0; element < sampleSize; element += 1)
        out[offset + element] = seen(stored[start + element] ?? 0, element % channels)
    }
  // 256 bytes times the channels are all there is to compute; the samples are looked up. [byte, channel]
  const table = Float32Array.from({ length: 256 * channels }, (_, slot) =>
    seen(Math.fround(Math.floor(slot / channels) / 255), slot % channels),
  )
  return (start, offset) => {
    for (let element = 0; element < sampleSize; element += 1)
      out[offset + element] = table[(stored[start + element] ?? 0) * channels + (element % channels)] ?? 0
  }
}
