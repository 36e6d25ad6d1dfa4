/**
 * What a network is to answer where it is not one class a sample: probabilities of classes, several labels, or numbers of any kind. Plain data, a
 * tag and numbers, one row for each sample; `targetDataset` looks at the numbers.
 */
import {
  aListOfNumbers,
  aNumber,
  aString,
  aUint16Array,
  either,
  floats,
  isOfBigints,
  type Kind,
  kind,
  listOf,
  optional,
} from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { isMap } from '../layer/definition.js'
import { channelsOf, elementCount, type MapShape, type PlainShape, type Shape, showShape } from '../shape/shape.js'
import { mostClasses, noClass, numbered } from './labels.js'

/** Numbers that a network is to give: of any sign, any unit. */
export interface Vectors<out Out extends Shape = Shape> {
  readonly _tag: 'vectors'
  /** of one sample */
  readonly shape: Out
  /** [samples, ...shape], row-major */
  readonly values: Float32Array
}

/** Soft labels: for each sample, or each cell of its map, how likely each class is. Or of each cell the one class that it has. */
export interface Probabilities<out Out extends Shape = Shape> {
  readonly _tag: 'probabilities'
  /** [classes], of maps [height, width, classes] */
  readonly shape: Out
  /**
   * [samples, ...shape]: from 0 to 1, and of each sample, or cell, together 1. As Uint16Array (`cellClasses`), [samples, height, width]: the number of the
   * class whose probability is 1, and 65,535 where a cell has no class
   */
  readonly values: Float32Array | Uint16Array
  readonly classNames: readonly string[]
  /** the number that stands for no class where masks come from; there only where cells may have none */
  readonly unlabeled?: number
}

/** Several labels a sample, or a cell of its map, or none: each is there or not, whatever the others are. */
export interface SeveralLabels<out Out extends Shape = Shape> {
  readonly _tag: 'severalLabels'
  /** [labels], of maps [height, width, labels] */
  readonly shape: Out
  /** [samples, ...shape]: 1 where a sample, or its cell, has the label, else 0 */
  readonly values: Float32Array
  readonly labelNames: readonly string[]
}

/** What `vectors`, `probabilities`, `cellClasses` or `severalLabels` makes. */
export type Target = Vectors | Probabilities | SeveralLabels

/** So many, or as many as there are names. */
type Count<Given extends number | readonly string[]> = Given extends readonly string[]
  ? [Given['length']]
  : Given extends number
    ? [Given]
    : never

const numbers: Kind<ArrayLike<number>> = kind('a list or an array of numbers', (value) => aListOfNumbers.is(value) && !isOfBigints(value))
const countOrNames = either(aNumber, listOf('strings', aString))

/** As float32; an array of these is kept as it is. */
const asFloats = (caller: string, values: ArrayLike<number>): Float32Array => {
  const given = checkedArgument(caller, 'values', numbers, values)
  return floats.is(given) ? given : Float32Array.from(given)
}

const named = (caller: string, given: number | readonly string[]): readonly string[] => {
  const names = checkedArgument(caller, 'the count or names', countOrNames, given)
  // a count that is none is for the data set to say
  return typeof names === 'number' ? numbered(Number.isInteger(names) && names > 0 && names <= mostClasses ? names : 0) : [...names]
}

/**
 * Real vectors (or maps) as targets, for a regression: `shape` is that of one sample's, as the network's output has it.
 *
 * @example
 * vectors([1], [21.5, 34.7]) // => { _tag: 'vectors', shape: [1], values: Float32Array.of(21.5, 34.7) }
 */
export const vectors = <const Out extends Shape>(shape: Out, values: ArrayLike<number>): Vectors<PlainShape<Out>> => ({
  _tag: 'vectors',
  shape: [...checkedArgument('vectors', 'shape', listOf('numbers', aNumber), shape)] as Shape as PlainShape<Out>,
  values: asFloats('vectors', values),
})

/** Where labels are, if not on samples. */
export interface LabelOptions<Map extends readonly [height: number, width: number]> {
  /** [height, width]: each cell of a map has labels, or a class, of its own, as in masks */
  readonly map?: Map
}

/** The shape of the labels of samples, or of the cells of maps. */
export type Labelled<Labels extends number | readonly string[], Map extends readonly [number, number]> = [Map] extends [never]
  ? Count<Labels>
  : [Map[0], Map[1], ...Count<Labels>]

/** The sizes of a map. */
export const aMap = kind<readonly [number, number]>(
  '[height, width]',
  (value) => listOf('numbers', aNumber).is(value) && value.length === 2,
)

/** The sizes of a map, if there is one, and so many labels, as the type says. */
const labelled = <Labels extends number | readonly string[], Map extends readonly [number, number]>(
  caller: string,
  { length }: readonly string[],
  options: LabelOptions<Map>,
): Labelled<Labels, Map> => {
  const { map = [] } = checkedOptions(caller, { map: optional(aMap) }, options as LabelOptions<readonly [number, number]>)
  return [...map, length] as readonly number[] as Labelled<Labels, Map>
}

/**
 * Soft labels as targets: of each sample, a probability for each class. `classes` is how many, or their names. With `map` each cell of a map has them, 1 for its class and 0 for the others where
 * it is known (`cellClasses` makes that of classes' numbers); a network learns them whose output is [height, width, classes], and a `Model` of it answers by `segment`.
 *
 * @example
 * probabilities(['cat', 'dog'], [0.9, 0.1, 0.5, 0.5]).shape // => [2]
 * probabilities(['grass', 'sky'], [1, 0, 0, 1], { map: [2, 1] }).shape // => [2, 1, 2]
 */
export const probabilities = <
  const Classes extends number | readonly string[],
  const Map extends readonly [height: number, width: number] = never,
>(
  classes: Classes,
  values: ArrayLike<number>,
  options: LabelOptions<Map> = {},
): Probabilities<Labelled<Classes, Map>> => probabilitiesBy('probabilities', classes, values, options)

/** The same for a caller that is named where it was called wrongly. */
export const probabilitiesBy = <Classes extends number | readonly string[], Map extends readonly [number, number]>(
  caller: string,
  classes: Classes,
  values: ArrayLike<number>,
  options: LabelOptions<Map>,
): Probabilities<Labelled<Classes, Map>> => {
  const classNames = named(caller, classes)
  const shape = labelled<Classes, Map>(caller, classNames, options)
  return { _tag: 'probabilities', shape, values: asFloats(caller, values), classNames }
}

/**
 * Several labels a sample as targets: 1 where a sample has the label, else 0. `labels` is how many, or their names. With `map` each cell of a map has them: masks,
 * which a network learns whose output is [height, width, labels].
 *
 * @example
 * severalLabels(['red', 'round', 'large'], [1, 1, 0, 0, 0, 1]).labelNames[2] // => 'large'
 * severalLabels(['cell'], [0, 1, 1, 0], { map: [2, 2] }).shape // => [2, 2, 1]
 */
export const severalLabels = <
  const Labels extends number | readonly string[],
  const Map extends readonly [height: number, width: number] = never,
>(
  labels: Labels,
  values: ArrayLike<number>,
  options: LabelOptions<Map> = {},
): SeveralLabels<Labelled<Labels, Map>> => {
  const labelNames = named('severalLabels', labels)
  const shape = labelled<Labels, Map>('severalLabels', labelNames, options)
  return { _tag: 'severalLabels', shape, values: asFloats('severalLabels', values), labelNames }
}

/** What is wrong with a target of so many samples, and where. */
export interface TargetProblem {
  readonly expected: string
  readonly found: string
}

/** How far the float32 probabilities of one sample, or cell, may be from a sum of 1. */
const tolerance = 1e-4

/** Undefined where all is well. */
export const targetProblem = (target: Target, samples: number): TargetProblem | undefined => {
  const { _tag: tag, shape, values } = target
  const most = aUint16Array.is(values) ? noClass : mostClasses
  const isShape = shape.length > 0 && shape.every((size) => Number.isInteger(size) && size > 0)
  if (!isShape || (tag !== 'vectors' && channelsOf(shape) > most))
    return tag === 'vectors'
      ? { expected: 'a shape of positive integers, at least one', found: showShape(shape) }
      : {
          expected: `${shape.length > 1 ? 'positive sizes of a map, and ' : ''}1 to ${most} ${tag === 'probabilities' ? 'classes' : 'labels'}`,
          found: showShape(shape),
        }
  const size = answerSize(target)
  const ofOne = aUint16Array.is(values) ? shape.slice(0, -1) : shape
  if (values.length !== samples * size)
    return { expected: `${samples} samples x ${showShape(ofOne)} = ${samples * size} numbers`, found: `${values.length}` }
  if (aUint16Array.is(values)) return classProblem(target as Probabilities, values, size)
  const [expected, isRight] = rules[tag]
  const bad = values.findIndex((value) => !isRight(value))
  if (bad >= 0) return { expected, found: `${values[bad]} at sample ${Math.floor(bad / size)}` }
  if (tag !== 'probabilities') return undefined
  const classes = channelsOf(shape)
  for (let row = 0; row * classes < values.length; row += 1) {
    const sum = values.subarray(row * classes, (row + 1) * classes).reduce((total, value) => total + value, 0)
    if (Math.abs(sum - 1) > tolerance)
      return { expected: 'probabilities that are together 1', found: `${sum} at ${placeOf(row, size / classes)}` }
  }
  return undefined
}

const classProblem = (target: Probabilities, values: Uint16Array, cells: number): TargetProblem | undefined => {
  const classes = channelsOf(target.shape)
  const bad = values.findIndex((value) => !(value < classes || (value === noClass && target.unlabeled !== undefined)))
  return bad < 0 ? undefined : { expected: classesExpected(target), found: `${values[bad]} at ${placeOf(bad, cells)}` }
}

/** What numbers of classes can be. */
export const classesExpected = ({ shape, unlabeled }: Probabilities): string =>
  `whole numbers from 0 to ${channelsOf(shape) - 1}${unlabeled === undefined ? ' (unlabeled names another one for cells of no class)' : `, or ${unlabeled} for no class`}`

/** A row of answers by its sample and, of maps, its cell. */
export const placeOf = (row: number, cells: number): string =>
  `sample ${Math.floor(row / cells)}${cells > 1 ? `, cell ${row % cells}` : ''}`

const rules: Readonly<Record<Target['_tag'], readonly [expected: string, isRight: (value: number) => boolean]>> = {
  vectors: ['finite numbers', Number.isFinite],
  probabilities: ['numbers from 0 to 1', (value) => value >= 0 && value <= 1],
  severalLabels: ['zeros and ones', (value) => value === 0 || value === 1],
}

/** How many numbers a target keeps of one sample: of the classes of cells one each. */
export const answerSize = ({ shape, values }: Target): number => elementCount(aUint16Array.is(values) ? shape.slice(0, -1) : shape)

/** The shape of what each cell of a sample has, labels or numbers, which moves with the sample; undefined of answers to a sample as a whole. */
export const cellsOf = ({ shape }: Pick<Target, 'shape'>): MapShape | undefined => (isMap(shape) ? shape : undefined)

/** May a cell have no class? */
export const mayBeUnlabeled = (target: Target): boolean => target._tag === 'probabilities' && target.unlabeled !== undefined

/** As far as its form goes. */
export const aTarget: Kind<Target> = kind('what vectors, probabilities, cellClasses or severalLabels makes', (value) => {
  const { _tag: tag, shape, values } = (value ?? {}) as Partial<Target> // of anything, what is there
  if (typeof tag !== 'string' || !Object.hasOwn(rules, tag) || !Array.isArray(shape)) return false
  return floats.is(values) || (tag === 'probabilities' && aUint16Array.is(values))
})
