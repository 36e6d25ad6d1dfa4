/** Masks of class numbers, one for each cell, as PyTorch's losses take them. */
import { either as E } from 'fp-ts'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { elementCount } from '../shape/shape.js'
import { integers, labelsOf } from './labels.js'
import { type DatasetError, datasetError } from './samples.js'
import { aMap, type LabelOptions, type Labelled, placeOf, type Probabilities, probabilitiesBy } from './target.js'

/**
 * One class for each cell of maps as targets: of each cell the probability 1 for its class and 0 for the others. `classes` is how many, or their names.
 *
 * indices  [samples, height, width], each the number of a class; another one (255 for no class, say) is a `Left`
 *
 * @example
 * F.pipe(cellClasses(['road', 'grass', 'sky'], [2, 2, 1, 0], { map: [2, 2] }), E.map(({ shape }) => shape)) // => E.right([2, 2, 3])
 * F.pipe(cellClasses(3, Uint8Array.of(2, 2, 1, 255), { map: [2, 2] }), E.mapLeft(errorMessage))
 * // => E.left('data set: targets: expected whole numbers from 0 to 2, found 255 at sample 0, cell 3')
 * @since 0.1.0
 */
export const cellClasses = <const Classes extends number | readonly string[], const Map extends readonly [height: number, width: number]>(
  classes: Classes,
  indices: ArrayLike<number | bigint>,
  options: Required<LabelOptions<Map>>,
): E.Either<DatasetError, Probabilities<Labelled<Classes, Map>>> => {
  const given = checkedArgument('cellClasses', 'indices', integers, indices)
  const { map } = checkedOptions('cellClasses', { map: aMap }, options as Required<LabelOptions<readonly [number, number]>>)
  const none = probabilitiesBy('cellClasses', classes, [], { map: map as Map })
  const { length: count } = none.classNames
  if (!(elementCount(none.shape) > 0)) return E.right(none) // sizes that are none are for the data set to say
  const labels = labelsOf(given, count)
  if (E.isLeft(labels)) {
    const { found, sample: row } = labels.left
    return E.left(datasetError('targets', `whole numbers from 0 to ${count - 1}`, `${found} at ${placeOf(row, map[0] * map[1])}`))
  }
  const values = new Float32Array(given.length * count)
  for (const [row, label] of labels.right.entries()) values[row * count + label] = 1
  return E.right({ ...none, values })
}
