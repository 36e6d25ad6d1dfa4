import { either as E } from 'fp-ts'
import {
  aNumber,
  anObject,
  aString,
  aUint16Array,
  aUint32Array,
  either,
  floatsOrBytes,
  type Kind,
  kind,
  type Kinds,
  listOf,
  optional,
  sizes,
} from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { channelsOf, elementCount, type PlainShape, type Shape } from '../shape/shape.js'
import { integers, labelsOf, mostClasses, numbered } from './labels.js'
import { measureNormalization, type Normalization, normalizationChoice, normalizationKind } from './normalization.js'
import { countProblem, type DatasetError, datasetError, misfit, type Samples, samplesFrom, shapeProblem } from './samples.js'
import { type RawSamples, rawSamples } from './storedValues.js'
import { aTarget, type Target } from './target.js'

/**
 * Labeled samples of one shape, as a value: nothing here is written to after construction.
 *
 * `labels[i]` is the class of sample i, whose numbers start at `values[rows[i] * elementCount(shape)]`: so a shuffled or split data set shares
 * the stored values of the one it came from, and only `rows` and `labels` are new. Read samples with `batchAt`.
 *
 * Invariants: at least one sample; as many labels as rows; every label below `classes`; every row inside `values`; one mean and one positive
 * deviation for each channel (the last axis).
 */
export interface Dataset<out In extends Shape = Shape> extends Samples<In> {
  readonly classes: number
  readonly labels: Uint16Array
  /** one for each class: its number, where it has no name */
  readonly classNames: readonly string[]
}

/**
 * Samples whose answers are not one class each: `targetDataset` makes it, and its type says what they are instead. The answer to sample i starts at
 * `target.values[rows[i] * elementCount(target.shape)]` (of classes of cells, which are one number each, at `rows[i] * height * width`), so that parts of a data set share it.
 */
export interface TargetDataset<out In extends Shape = Shape, out Given extends Target = Target> extends Samples<In> {
  readonly target: Given
}

/** Samples and their answers, of any kind. */
export type AnyDataset<In extends Shape = Shape> = Dataset<In> | TargetDataset<In>

/**
 * What a data set is made of; without a normalization the samples' own is measured.
 *
 * A test set is seen as its training set was: pass `training.normalization`. Raw values: `'none'` (bytes still become [0, 1]).
 */
export interface DatasetParts<In extends Shape> {
  readonly shape: In
  /** how many, or their names in the order of their numbers */
  readonly classes: number | readonly string[]
  readonly values: RawSamples
  /** whole numbers: a list, or an array of integers of any width */
  readonly labels: ArrayLike<number | bigint>
  readonly normalization?: Normalization | 'none' | undefined
}

/**
 * A data set of the given parts, or what is wrong with them. The values are kept, not copied: do not write to them afterwards.
 *
 * classes  1 to 65,536, or their names
 * values   [samples, ...shape], row-major, finite; bytes are intensities from 0 to 255
 * labels   [samples], each a whole number below the number of classes
 *
 * @example
 * const made = dataset({ shape: [2], classes: ['cat', 'dog'], values: new Float32Array([0, 1, 2, 3]), labels: [0, 1] })
 * E.isRight(made) // => true
 */
export const dataset = <const In extends Shape>(parts: DatasetParts<In>): E.Either<DatasetError, Dataset<PlainShape<In>>> =>
  datasetBy('dataset', parts)

/** As above; `caller` names the public function in errors. */
export const datasetBy = <const In extends Shape>(
  caller: string,
  parts: DatasetParts<In>,
): E.Either<DatasetError, Dataset<PlainShape<In>>> => {
  const { values } = checkedArgument(caller, 'what it is made of', anObject<DatasetParts<In>>(), parts)
  for (const [name, kind] of Object.entries<Kind<unknown>>(partKinds))
    checkedArgument(caller, name, kind, parts[name as keyof DatasetParts<In>])
  const classes = typeof parts.classes === 'number' ? parts.classes : parts.classes.length
  const shape = [...parts.shape] as Shape as PlainShape<In>
  const problem = shapeProblem(shape)
  if (problem !== undefined) return E.left(problem)
  if (!Number.isInteger(classes) || classes < 1 || classes > mostClasses)
    return E.left(datasetError('classes', `an integer from 1 to ${mostClasses}`, `${classes}`))
  const wrong = countProblem(shape, values, parts.labels.length, 'labels')
  if (wrong !== undefined) return E.left(wrong)
  const labels = labelsOf(parts.labels, classes)
  if (E.isLeft(labels))
    return E.left(datasetError('labels', `whole numbers from 0 to ${classes - 1}`, `${labels.left.found} at sample ${labels.left.sample}`))
  const classNames = typeof parts.classes === 'number' ? numbered(classes) : [...parts.classes]
  return E.Functor.map(samplesFrom(shape, values, parts.normalization), (samples) => ({
    ...samples,
    classes,
    classNames,
    labels: labels.right,
  }))
}

/** For callers that the compiler does not check; what the numbers may be is said as data. */
const partKinds: Kinds<DatasetParts<Shape>> = {
  shape: listOf('numbers', aNumber),
  classes: either(aNumber, listOf('strings', aString)),
  values: rawSamples,
  labels: integers,
  normalization: optional(normalizationChoice),
}

/** As far as its form goes; what it holds is looked at where it is used. */
export const aDataset: Kind<AnyDataset> = kind('what dataset or targetDataset gives', (value) => {
  const { shape, values, rows, labels, target } = (value ?? {}) as Partial<Dataset<Shape> & TargetDataset<Shape>> // of anything, what is there
  return sizes.is(shape) && floatsOrBytes.is(values) && aUint32Array.is(rows) && (aUint16Array.is(labels) || aTarget.is(target))
})

/**
 * How many samples.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * sampleCount(digits) // => 20
 */
export const sampleCount = (samples: AnyDataset): number => countBy('sampleCount', samples)

/** As above; `caller` names the public function in errors. */
export const countBy = (caller: string, samples: AnyDataset): number =>
  checkedArgument(caller, 'the data set', aDataset, samples).rows.length

/**
 * The same samples seen through another normalization; a `Left` where it does not fit the channels.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * E.isRight(withNormalization({ mean: [0.5], deviation: [0.5] })(digits)) // => true
 * E.isRight(withNormalization({ mean: [0.5], deviation: [0] })(digits)) // => false
 */
export const withNormalization =
  (normalization: Normalization) =>
  <Given extends AnyDataset>(samples: Given): E.Either<DatasetError, Given> => {
    const channels = channelsOf(checkedArgument('withNormalization', 'the data set', aDataset, samples).shape)
    const problem = misfit(checkedArgument('withNormalization', 'normalization', normalizationKind, normalization), channels)
    return problem === undefined ? E.right({ ...samples, normalization }) : E.left(problem)
  }

/**
 * The normalization measured on these samples alone: of a training split, say, whose test split must not be looked at.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * const split = F.pipe(digits, splitFraction(0.8, key(1)))
 * F.pipe(split, E.map(([training]) => measuredNormalization(training).mean.length)) // => E.right(1)
 */
export const measuredNormalization = (samples: AnyDataset): Normalization => {
  const { values, rows, shape } = checkedArgument('measuredNormalization', 'the data set', aDataset, samples)
  return measureNormalization({ values, rows, sampleSize: elementCount(shape), channels: channelsOf(shape) })
}
