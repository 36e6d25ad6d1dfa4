import { either as E, function as F } from 'fp-ts'
import { admitted } from '../network/admitted.js'
import type { Arch, Network } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import { anObject } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { type Dataset, type DatasetError, type DatasetParts, dataset } from './dataset.js'
import type { Model } from './model.js'

/**
 * More samples of the kind that a data set has, or that a model takes: of the same shape, with the same classes, and seen through the
 * same normalization. So a test set is made like the training set, and never normalized by itself.
 *
 * A `Left` as in `dataset`.
 *
 * @example
 * const training = dataset({ shape: [1], classes: ['cat', 'dog'], values: new Float32Array([2, 4]), labels: [0, 1] })
 * const test = F.pipe(training, E.flatMap((like) => datasetLike(like, { values: new Float32Array([5]), labels: [1] })))
 * F.pipe(test, E.map(({ normalization }) => normalization)) // => E.right({ mean: [3], deviation: [1] })
 * @since 0.1.0
 */
export const datasetLike = <In extends Shape>(
  like: Dataset<In> | Model<Network<In, Shape, Cfg, Arch>>,
  parts: Pick<DatasetParts<In>, 'values' | 'labels'>,
): E.Either<DatasetError, Dataset<In>> => {
  const { normalization, classNames: classes } = checkedArgument('datasetLike', 'what it is like', anObject<typeof like>(), like)
  const { values, labels } = checkedArgument('datasetLike', 'its samples', anObject<typeof parts>(), parts)
  const shape = 'network' in like ? admitted(like.network).input : like.shape
  return F.pipe(
    dataset<Shape>({ shape, classes, values, labels, normalization }),
    E.map((made) => ({ ...made, shape })),
  )
}
