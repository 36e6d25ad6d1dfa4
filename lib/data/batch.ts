import { isMap } from '../layer/definition.js'
import { permutation } from '../random/distributions.js'
import { aKey, foldIn, type Key } from '../random/key.js'
import { invariant } from '../shape/invariant.js'
import { aListOfNumbers, anObject, floats, type Kinds, optional, trueOrFalse, wholeNumber } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { shown } from '../shape/shown.js'
import { channelsOf, elementCount, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { classesAt, targetsAt } from './answersAt.js'
import { type Augment, augmentationKind, augmentationProblem, drawPlacement, placed } from './augmentation.js'
import type { AnyDataset, Dataset, TargetDataset } from './dataset.js'
import { givenSamples } from './givenSamples.js'
import type { Normalization } from './normalization.js'
import type { Samples } from './samples.js'
import type { Target } from './target.js'

/** Some samples as a network takes them: normalized, batch axis first. */
export interface Batch<In extends Shape> {
  readonly input: Tensor<[batch: number, ...In]>
  readonly labels: Uint16Array
}

/** The same with answers that are not one class each. */
export interface TargetBatch<In extends Shape, Out extends Shape> {
  readonly input: Tensor<[batch: number, ...In]>
  readonly targets: Tensor<[batch: number, ...Out]>
}

/**
 * Which samples make up each batch of one pass: every index from 0 to count - 1 exactly once, `batchSize` at a time.
 *
 * Shuffled by the key, or in order without one. The last batch is smaller where `batchSize` does not divide `count`; with `dropLast` it is
 * left out, so that all are full.
 *
 * @example
 * batchIndices(5, 2, undefined).map((batch) => [...batch]) // => [[0, 1], [2, 3], [4]]
 * batchIndices(5, 2, undefined, { dropLast: true }).length // => 2
 */
export const batchIndices = (
  count: number,
  batchSize: number,
  key: Key | undefined,
  options: BatchIndicesOptions = {},
): readonly Uint32Array[] => {
  const { dropLast = false } = checkedOptions('batchIndices', { dropLast: optional(trueOrFalse) }, options)
  checkedArgument('batchIndices', 'count', wholeNumber(0, mostSamples), count)
  checkedArgument('batchIndices', 'batchSize', wholeNumber(Math.max(1, Math.ceil(count / mostBatches))), batchSize)
  checkedArgument('batchIndices', 'key', optional(aKey), key)
  const order = key === undefined ? Uint32Array.from({ length: count }, (_, index) => index) : permutation(key, count)
  const batches = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize)
  return Array.from({ length: batches }, (_, batch) => order.subarray(batch * batchSize, (batch + 1) * batchSize))
}

interface BatchIndicesOptions {
  readonly dropLast?: boolean | undefined
}

/** Their indices take half a GiB; each batch is an object of its own. */
const mostSamples = 2 ** 27
const mostBatches = 2 ** 23

/**
 * The samples at these indices as one batch, in this order.
 *
 *     input[i, ...] = (intensity - mean[channel]) / deviation[channel]      intensity = byte / 255, or the stored float
 *
 * Each of the three operations is rounded to float32, and so are mean and deviation, as PyTorch's ToTensor and Normalize do.
 * Indices are those of `batchIndices`; one out of range is a mistake in the program and throws.
 *
 * input    [indices.length, ...shape]
 * labels   [indices.length]; of a data set with other answers than classes, targets [indices.length, ...target.shape]: of a cell
 *          without a class 0 for all
 * augment  changes the samples at random, each by the key and its index alone: not by its place or its company; what their cells are to be answered by moves with them
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * batchAt(digits, [4, 2]).input.shape // => [2, 28, 28, 1]
 * batchAt(digits, [4, 2], { augmentation: { crop: { padding: 2 }, flip: true }, key: key(1) }).input.shape // => [2, 28, 28, 1]
 */
export const batchAt: {
  <In extends Shape, Wanted extends Target>(
    samples: TargetDataset<In, Wanted>,
    indices: ArrayLike<number>,
    augment?: Augment,
  ): TargetBatch<In, Wanted['shape']>
  <In extends Shape>(samples: Dataset<In>, indices: ArrayLike<number>, augment?: Augment): Batch<In>
} = (samples: AnyDataset, indices: ArrayLike<number>, augment?: Augment) => {
  checkedArgument('batchAt', 'augment', optional(anObject()), augment)
  const input = inputAt(givenSamples('batchAt', samples), checkedArgument('batchAt', 'indices', aListOfNumbers, indices), augment)
  // the one or the other, as the type of the data set says
  return (
    'target' in samples ? { input, targets: targetsAt(samples, indices, augment) } : { input, labels: classesAt(samples, indices) }
  ) as never
}

/** What a network sees of these samples. */
export const inputAt = <In extends Shape>(
  samples: Samples<In>,
  indices: ArrayLike<number>,
  augment?: Augment,
): Tensor<[batch: number, ...In]> => {
  const sampleSize = elementCount(samples.shape)
  const values = new Float32Array(indices.length * sampleSize)
  const copyRow = rowReader(samples, values)
  const change = augment && augmenter(samples, checkedOptions('batchAt', augmentKinds, augment))
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? -1
    const row = samples.rows[index] ?? invariant(`batchAt: sample ${shown(index)} of a data set with ${samples.rows.length}`)
    copyRow(row * sampleSize, position * sampleSize)
    change?.(values.subarray(position * sampleSize, (position + 1) * sampleSize), index)
  }
  return { shape: [indices.length, ...samples.shape], values }
}

const augmentKinds: Kinds<Augment> = { augmentation: augmentationKind, key: aKey }

/** Changes a sample, normalized already, where it stands. */
const augmenter = (
  { shape, normalization }: Samples<Shape>,
  { augmentation, key }: Augment,
): ((image: Float32Array, index: number) => void) => {
  const problem = augmentationProblem(augmentation, shape)
  if (problem !== undefined || !isMap(shape))
    return invariant(`batchAt: ${problem?.field}: expected ${problem?.expected}, found ${problem?.found}`)
  const seen = seenThrough(normalization)
  const fill = Float32Array.from({ length: shape[2] }, (_, channel) => (augmentation.crop?.fill === 'mean' ? 0 : seen(0, channel)))
  return (image, index) => image.set(placed(image, shape, drawPlacement(augmentation, foldIn(key, index)), fill))
}

/** What a network sees of an intensity; the quotient is rounded where it is stored. */
const seenThrough = ({ mean, deviation }: Normalization): ((intensity: number, channel: number) => number) => {
  const means = Float32Array.from(mean)
  const deviations = Float32Array.from(deviation)
  return (intensity, channel) => Math.fround(intensity - (means[channel] ?? 0)) / (deviations[channel] ?? 1)
}

const rowReader = (samples: Samples<Shape>, out: Float32Array): ((start: number, offset: number) => void) => {
  const sampleSize = elementCount(samples.shape)
  const channels = channelsOf(samples.shape)
  const seen = seenThrough(samples.normalization)
  const stored = samples.values
  if (floats.is(stored))
    return (start, offset) => {
      for (let channel = 0; channel < channels; channel += 1)
        for (let element = channel; element < sampleSize; element += channels)
          out[offset + element] = seen(stored[start + element] ?? 0, channel)
    }
  // 256 bytes times the channels are all there is to compute; the samples are looked up. [channel, byte]
  const table = Float32Array.from({ length: channels * 256 }, (_, slot) => seen(Math.fround((slot % 256) / 255), Math.floor(slot / 256)))
  return (start, offset) => {
    for (let channel = 0; channel < channels; channel += 1)
      for (let element = channel; element < sampleSize; element += channels)
        out[offset + element] = table[channel * 256 + (stored[start + element] ?? 0)] ?? 0
  }
}
