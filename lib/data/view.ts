import { either as E } from 'fp-ts'
import { permutation } from '../random/distributions.js'
import { aKey, type Key } from '../random/key.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { aDataset, type Dataset, type DatasetError, datasetError, sampleCount } from './dataset.js'
import { aListOfNumbers, aNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'

/*
 * Parts and orders of a data set. None of them copies a sample: rows and labels are new, values and normalization are shared.
 */

// Indices are known to be in range here.
const chosen = <In extends Shape>(samples: Dataset<In>, indices: Uint32Array): Dataset<In> => ({
  ...samples,
  rows: indices.map((index) => samples.rows[index] ?? 0),
  labels: Uint16Array.from(indices, (index) => samples.labels[index] ?? 0),
})

const ranged = <In extends Shape>(samples: Dataset<In>, start: number, end: number): Dataset<In> => ({
  ...samples,
  rows: checkedArgument('take', 'the data set', aDataset, samples).rows.subarray(start, end),
  labels: samples.labels.subarray(start, end),
})

/**
 * The samples at these indices, in this order, repetitions allowed; a `Left` for none or for an index out of range.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, select([3, 3]), E.map((samples) => samples.labels[0] === digits.labels[3])) // => E.right(true)
 * @since 0.1.0
 */
export const select =
  (indices: ArrayLike<number>) =>
  <In extends Shape>(samples: Dataset<In>): E.Either<DatasetError, Dataset<In>> => {
    const count = sampleCount(samples)
    const list = Array.from(checkedArgument('select', 'indices', aListOfNumbers, indices))
    const bad = list.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < count))
    if (list.length === 0) return E.left(datasetError('samples', 'at least 1 index', '0'))
    return bad === -1
      ? E.right(chosen(samples, Uint32Array.from(list)))
      : E.left(datasetError('samples', `indices from 0 to ${count - 1}`, `${list[bad]}`))
  }

/**
 * The first `count` samples, or all where there are fewer; a `Left` for a count that is not a whole number, 1 or more.
 *
 * @example
 * F.pipe(syntheticDigits({ count: 20, key: key(0) }), take(5), E.map(sampleCount)) // => E.right(5)
 * @since 0.1.0
 */
export const take =
  (count: number) =>
  <In extends Shape>(samples: Dataset<In>): E.Either<DatasetError, Dataset<In>> =>
    (Number.isInteger(count) || count === Infinity) && count >= 1
      ? E.right(ranged(samples, 0, count))
      : E.left(datasetError('samples', 'a whole number, 1 or more', `${count}`))

/**
 * All samples, in an order drawn from the key.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * const shuffled = shuffle(key(1))(digits)
 * shuffled.values === digits.values // => true
 * @since 0.1.0
 */
export const shuffle =
  (key: Key) =>
  <In extends Shape>(samples: Dataset<In>): Dataset<In> =>
    chosen(samples, permutation(checkedArgument('shuffle', 'key', aKey, key), sampleCount(samples)))

/**
 * The first `index` samples and the others; a `Left` where one part would be empty.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, splitAt(15), E.map((parts) => parts.map(sampleCount))) // => E.right([15, 5])
 * E.isLeft(splitAt(20)(digits)) // => true
 * @since 0.1.0
 */
export const splitAt =
  (index: number) =>
  <In extends Shape>(samples: Dataset<In>): E.Either<DatasetError, readonly [Dataset<In>, Dataset<In>]> => {
    const count = sampleCount(samples)
    return Number.isInteger(index) && index > 0 && index < count
      ? E.right([ranged(samples, 0, index), ranged(samples, index, count)])
      : E.left(datasetError('samples', `an index from 1 to ${count - 1}: both parts need a sample`, `${index}`))
  }

/**
 * A random share of the samples and the others: `splitFraction(0.9, key)` for training and validation.
 *
 * The first part has round(fraction · count) samples; a `Left` where one part would be empty. Both keep the normalization they had.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, splitFraction(0.9, key(1)), E.map((parts) => parts.map(sampleCount))) // => E.right([18, 2])
 * @since 0.1.0
 */
export const splitFraction = (fraction: number, key: Key) => {
  checkedArgument('splitFraction', 'fraction', aNumber, fraction)
  return <In extends Shape>(samples: Dataset<In>): E.Either<DatasetError, readonly [Dataset<In>, Dataset<In>]> =>
    splitAt(Math.round(fraction * sampleCount(samples)))(shuffle(key)(samples))
}

/**
 * The same samples with stored values of their own, in order and nothing else: before sending a part of a large data set to a worker.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, take(2), E.map((samples) => compact(samples).values.length)) // => E.right(1568)
 * @since 0.1.0
 */
export const compact = <In extends Shape>(samples: Dataset<In>): Dataset<In> => {
  const { shape, values, rows } = checkedArgument('compact', 'the data set', aDataset, samples)
  const sampleSize = elementCount(shape)
  const kept = values instanceof Uint8Array ? new Uint8Array(rows.length * sampleSize) : new Float32Array(rows.length * sampleSize)
  rows.forEach((row, position) => {
    kept.set(values.subarray(row * sampleSize, (row + 1) * sampleSize), position * sampleSize)
  })
  return { ...samples, values: kept, rows: rows.map((_, position) => position) }
}
