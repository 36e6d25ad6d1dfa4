import { either as E } from 'fp-ts'
import { permutation } from '../random/distributions.js'
import { aKey, type Key } from '../random/key.js'
import { elementCount } from '../shape/shape.js'
import { aDataset, type AnyDataset, countBy } from './dataset.js'
import { type DatasetError, datasetError } from './samples.js'
import { aListOfNumbers, aNumber } from '../shape/kind.js'
import { shown } from '../shape/shown.js'
import { checkedArgument } from '../shape/options.js'
import { answerSize, type Target } from './target.js'

/*
 * Parts and orders of a data set. None of them copies a sample: rows and labels are new; values, targets and normalization are shared.
 */

/** The same data set with other rows, and the labels that go with them. */
const withRows = <Given extends AnyDataset>(samples: Given, rows: Uint32Array, labelsOf: (labels: Uint16Array) => Uint16Array): Given => ({
  ...samples,
  rows,
  ...('labels' in samples && { labels: labelsOf(samples.labels) }),
})

// Indices are known to be in range here.
const chosen = <Given extends AnyDataset>(samples: Given, indices: Uint32Array): Given =>
  withRows(
    samples,
    indices.map((index) => samples.rows[index] ?? 0),
    (labels) => Uint16Array.from(indices, (index) => labels[index] ?? 0),
  )

const ranged = <Given extends AnyDataset>(samples: Given, start: number, end: number): Given =>
  withRows(samples, samples.rows.subarray(start, end), (labels) => labels.subarray(start, end))

/**
 * The samples at these indices, in this order, repetitions allowed; a `Left` for none or for an index out of range.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, select([3, 3]), E.map((samples) => samples.labels[0] === digits.labels[3])) // => E.right(true)
 */
export const select =
  (indices: ArrayLike<number>) =>
  <Given extends AnyDataset>(samples: Given): E.Either<DatasetError, Given> => {
    const count = countBy('select', samples)
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
 */
export const take =
  (count: number) =>
  <Given extends AnyDataset>(samples: Given): E.Either<DatasetError, Given> =>
    (Number.isInteger(count) || count === Infinity) && count >= 1
      ? E.right(ranged(samples, 0, Math.min(count, countBy('take', samples))))
      : E.left(datasetError('samples', 'a whole number, 1 or more', shown(count)))

/**
 * All samples, in an order drawn from the key.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * const shuffled = shuffle(key(1))(digits)
 * shuffled.values === digits.values // => true
 */
export const shuffle =
  (key: Key) =>
  <Given extends AnyDataset>(samples: Given): Given =>
    chosen(samples, permutation(checkedArgument('shuffle', 'key', aKey, key), countBy('shuffle', samples)))

/**
 * The first `index` samples and the others; a `Left` where one part would be empty.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, splitAt(15), E.map((parts) => parts.map(sampleCount))) // => E.right([15, 5])
 * E.isLeft(splitAt(20)(digits)) // => true
 */
export const splitAt =
  (index: number) =>
  <Given extends AnyDataset>(samples: Given): E.Either<DatasetError, readonly [Given, Given]> => {
    const count = countBy('splitAt', samples)
    return Number.isInteger(index) && index > 0 && index < count
      ? E.right([ranged(samples, 0, index), ranged(samples, index, count)])
      : E.left(datasetError('samples', `an index from 1 to ${count - 1}: both parts need a sample`, shown(index)))
  }

/**
 * A random share of the samples and the others: `splitFraction(0.9, key)` for training and validation.
 *
 * The first part has round(fraction · count) samples; a `Left` where one part would be empty. Both keep the normalization they had.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, splitFraction(0.9, key(1)), E.map((parts) => parts.map(sampleCount))) // => E.right([18, 2])
 */
export const splitFraction = (fraction: number, key: Key) => {
  checkedArgument('splitFraction', 'fraction', aNumber, fraction)
  checkedArgument('splitFraction', 'key', aKey, key)
  return <Given extends AnyDataset>(samples: Given): E.Either<DatasetError, readonly [Given, Given]> =>
    splitAt(Math.round(fraction * countBy('splitFraction', samples)))(shuffle(key)(samples))
}

/**
 * The same samples with stored values of their own, in order and nothing else: before sending a part of a large data set to a worker.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * F.pipe(digits, take(2), E.map((samples) => compact(samples).values.length)) // => E.right(1568)
 */
export const compact = <Given extends AnyDataset>(samples: Given): Given => {
  const { shape, values, rows } = checkedArgument('compact', 'the data set', aDataset, samples)
  const { target } = samples as { readonly target?: Target } // what labels have, rows need not be
  return {
    ...samples,
    values: ofRows(values, rows, elementCount(shape)),
    rows: rows.map((_, position) => position),
    ...(target && { target: { ...target, values: ofRows(target.values, rows, answerSize(target)) } }),
  }
}

const ofRows = <Values extends Uint8Array | Uint16Array | Float32Array>(values: Values, rows: Uint32Array, size: number): Values => {
  const kept = new (values.constructor as new (length: number) => Values)(rows.length * size)
  rows.forEach((row, position) => {
    kept.set(values.subarray(row * size, (row + 1) * size), position * size)
  })
  return kept
}
