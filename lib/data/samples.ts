/** Numbers as samples of one shape, and what they cannot be made of: what data sets of every kind begin with. */
import { either as E } from 'fp-ts'
import { floats } from '../shape/kind.js'
import { channelsOf, elementCount, type Shape, showShape } from '../shape/shape.js'
import {
  identityNormalization,
  measureNormalization,
  type Normalization,
  normalizationProblem,
  rightNormalization,
} from './normalization.js'
import { type RawSamples, storedValues } from './storedValues.js'

/** Samples of one shape as they are stored, and how a network sees them. */
export interface Samples<out In extends Shape> {
  readonly shape: In
  readonly values: Uint8Array | Float32Array
  readonly rows: Uint32Array
  readonly normalization: Normalization
}

/** What a data set cannot be made of: the field, what it should hold, what it holds. */
export interface DatasetError {
  readonly _tag: 'DatasetError'
  readonly field: 'shape' | 'classes' | 'values' | 'labels' | 'targets' | 'unlabeled' | 'normalization' | 'samples'
  readonly expected: string
  readonly found: string
}

/**
 * The error as one sentence.
 *
 * @example
 * datasetErrorMessage({ _tag: 'DatasetError', field: 'labels', expected: 'one for each of 3 samples', found: '2' })
 * // => 'data set: labels: expected one for each of 3 samples, found 2'
 */
export const datasetErrorMessage = (error: DatasetError): string =>
  `data set: ${error.field}: expected ${error.expected}, found ${error.found}`

/** The error as a value; for the modules of this folder. */
export const datasetError = (field: DatasetError['field'], expected: string, found: string): DatasetError => ({
  _tag: 'DatasetError',
  field,
  expected,
  found,
})

/** Why a shape is none of samples; undefined if it is. */
export const shapeProblem = (shape: Shape): DatasetError | undefined =>
  shape.length > 0 && shape.every((size) => Number.isInteger(size) && size > 0)
    ? undefined
    : datasetError('shape', 'positive integers, at least one', showShape(shape))

/** Why numbers are not so many samples; undefined if they are. */
export const countProblem = (shape: Shape, values: RawSamples, count: number, counted: string): DatasetError | undefined => {
  const wanted = count * elementCount(shape)
  if (count === 0) return datasetError('samples', 'at least 1', '0')
  return values.length === wanted
    ? undefined
    : datasetError('values', `${count} ${counted} x ${showShape(shape)} = ${wanted} numbers`, `${values.length}`)
}

/** The samples, all of them in their order, for a shape and numbers that go together; without a normalization their own is measured. */
export const samplesFrom = <In extends Shape>(
  shape: In,
  raw: RawSamples,
  given: Normalization | 'none' | undefined,
): E.Either<DatasetError, Samples<In>> => {
  const values = storedValues(raw)
  const [sampleSize, channels] = [elementCount(shape), channelsOf(shape)]
  const bad = floats.is(values) ? values.findIndex((value) => !Number.isFinite(value)) : -1
  if (bad >= 0) return E.left(datasetError('values', 'finite numbers', `${values[bad]} in sample ${Math.floor(bad / sampleSize)}`))
  const rows = Uint32Array.from({ length: values.length / sampleSize }, (_, row) => row)
  const normalization =
    given === undefined
      ? measureNormalization({ values, rows, sampleSize, channels })
      : given === 'none'
        ? identityNormalization(channels)
        : given
  const problem = misfit(normalization, channels)
  return problem === undefined ? E.right({ shape, values, rows, normalization }) : E.left(problem)
}

/** Why a normalization is none of so many channels; undefined if it is. */
export const misfit = (normalization: Normalization, channels: number): DatasetError | undefined => {
  const found = normalizationProblem(normalization, channels)
  return found === undefined ? undefined : datasetError('normalization', rightNormalization(channels), found)
}
