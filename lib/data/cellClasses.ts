/** Masks of class numbers, one for each cell, as PyTorch's losses take them. */
import { either as E } from 'fp-ts'
import { aNumber, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { channelsOf, elementCount } from '../shape/shape.js'
import { integers, labelsOf } from './labels.js'
import { type DatasetError, datasetError } from './samples.js'
import { aMap, classesExpected, type LabelOptions, type Labelled, placeOf, type Probabilities, probabilitiesBy } from './target.js'

/** Where the classes are, and where none is. */
export interface CellClassesOptions<Map extends readonly [height: number, width: number]> extends Required<LabelOptions<Map>> {
  /** the number of cells that have no class, of whatever value: 255 in masks of Pascal VOC and Cityscapes, PyTorch's `ignore_index`; default: each has one */
  readonly unlabeled?: number | undefined
}

/**
 * One class for each cell of maps as targets, as the masks of segmentations have them. `classes` is how many (up to 65,535), or their names.
 *
 * indices  [samples, height, width], each the number of a class, or `unlabeled`; another one is a `Left`
 *
 * Cells without a class take no part in losses and their gradients, nor in what is measured. With `unlabeled`, also where no cell has that number, an `augmentation` may crop: what
 * comes in from beyond the border has no class. Numbers are kept in two bytes each: only batches hold a probability for each class.
 *
 * @example
 * F.pipe(cellClasses(['road', 'grass', 'sky'], [2, 2, 1, 0], { map: [2, 2] }), E.map(({ shape }) => shape)) // => E.right([2, 2, 3])
 * F.pipe(cellClasses(3, Uint8Array.of(2, 2, 1, 255), { map: [2, 2], unlabeled: 255 }), E.map(({ unlabeled }) => unlabeled)) // => E.right(255)
 * F.pipe(cellClasses(3, Uint8Array.of(2, 2, 1, 7), { map: [2, 2], unlabeled: 255 }), E.mapLeft(errorMessage))
 * // => E.left('data set: targets: expected whole numbers from 0 to 2, or 255 for no class, found 7 at sample 0, cell 3')
 */
export const cellClasses = <const Classes extends number | readonly string[], const Map extends readonly [height: number, width: number]>(
  classes: Classes,
  indices: ArrayLike<number | bigint>,
  options: CellClassesOptions<Map>,
): E.Either<DatasetError, Probabilities<Labelled<Classes, Map>>> => {
  const given = checkedArgument('cellClasses', 'indices', integers, indices)
  const { map, unlabeled } = checkedOptions(
    'cellClasses',
    { map: aMap, unlabeled: optional(aNumber) },
    options as CellClassesOptions<readonly [number, number]>,
  )
  if (unlabeled !== undefined && !Number.isInteger(unlabeled)) return E.left(datasetError('unlabeled', 'a whole number', `${unlabeled}`))
  const none = probabilitiesBy('cellClasses', classes, [], { map: map as Map })
  return classNumbersIn({ ...none, ...(unlabeled !== undefined && { unlabeled }) }, given)
}

/** Such targets, of other samples: their classes' numbers are looked at, how many they are is for the data set to say. */
export const classNumbersIn = <Given extends Probabilities>(
  target: Given,
  indices: ArrayLike<number | bigint>,
): E.Either<DatasetError, Given> => {
  const { shape, unlabeled } = target
  // sizes that are none are for the data set to say
  const labels = elementCount(shape) > 0 ? labelsOf(indices, channelsOf(shape), unlabeled) : E.right(new Uint16Array(0))
  if (E.isRight(labels)) return E.right({ ...target, values: labels.right })
  const { found, sample: row } = labels.left
  return E.left(datasetError('targets', classesExpected(target), `${found} at ${placeOf(row, elementCount(shape.slice(0, -1)))}`))
}
