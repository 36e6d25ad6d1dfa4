import { either as E, function as F } from 'fp-ts'
import { admitted } from '../network/admitted.js'
import type { Arch, Network } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import { aListOfNumbers, anObject, aUint16Array } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { type AnyDataset, type Dataset, type DatasetParts, datasetBy, type TargetDataset } from './dataset.js'
import { classNumbersIn } from './cellClasses.js'
import type { Model } from './model.js'
import type { DatasetError } from './samples.js'
import type { Target } from './target.js'
import { targetDataset } from './targetDataset.js'

/**
 * More samples of the kind that a data set has, or that a model takes: of the same shape, with the same classes, and seen through the
 * same normalization. So a test set is made like the training set, and never normalized by itself.
 *
 * Of a data set with other answers than classes, `targets` are the numbers alone: [samples, ...target.shape], or of classes of cells the classes' numbers,
 * as `cellClasses` takes them. A `Left` as in `dataset`.
 *
 * @example
 * const training = dataset({ shape: [1], classes: ['cat', 'dog'], values: new Float32Array([2, 4]), labels: [0, 1] })
 * const test = F.pipe(training, E.flatMap((like) => datasetLike(like, { values: new Float32Array([5]), labels: [1] })))
 * F.pipe(test, E.map(({ normalization }) => normalization)) // => E.right({ mean: [3], deviation: [1] })
 */
export const datasetLike: {
  <In extends Shape, Wanted extends Target>(
    like: TargetDataset<In, Wanted>,
    parts: TargetsLike<In>,
  ): E.Either<DatasetError, TargetDataset<In, Wanted>>
  <In extends Shape>(
    like: Dataset<In> | Model<Network<In, Shape, Cfg, Arch>>,
    parts: Pick<DatasetParts<In>, 'values' | 'labels'>,
  ): E.Either<DatasetError, Dataset<In>>
} = (like: AnyDataset | Model<Network<Shape, Shape, Cfg, Arch>>, parts: LabelsLike<Shape> | TargetsLike<Shape>) =>
  // the one or the other, as the type of what it is like says
  ('target' in checkedArgument('datasetLike', 'what it is like', anObject<typeof like>(), like)
    ? moreTargets(like as TargetDataset<Shape>, parts as TargetsLike<Shape>)
    : moreLabels(like as Exclude<typeof like, TargetDataset<Shape>>, parts as LabelsLike<Shape>)) as never

type LabelsLike<In extends Shape> = Pick<DatasetParts<In>, 'values' | 'labels'>

/** More samples, and the numbers of their targets alone. */
interface TargetsLike<In extends Shape> extends Pick<DatasetParts<In>, 'values'> {
  readonly targets: ArrayLike<number>
}

const moreLabels = <In extends Shape>(
  like: Dataset<In> | Model<Network<In, Shape, Cfg, Arch>>,
  parts: LabelsLike<In>,
): E.Either<DatasetError, Dataset<In>> => {
  const { normalization, classNames: classes } = like
  const { values, labels } = checkedArgument('datasetLike', 'its samples', anObject<typeof parts>(), parts)
  const shape = 'network' in like ? admitted('datasetLike', like.network).input : like.shape
  return F.pipe(
    datasetBy<Shape>('datasetLike', { shape, classes, values, labels, normalization }),
    E.map((made) => ({ ...made, shape })),
  )
}

const moreTargets = <In extends Shape>(
  { shape, normalization, target }: TargetDataset<In>,
  parts: TargetsLike<In>,
): E.Either<DatasetError, TargetDataset<In>> => {
  const { values, targets } = checkedArgument('datasetLike', 'its samples', anObject<typeof parts>(), parts)
  return F.pipe(
    targetLike(target, checkedArgument('datasetLike', 'targets', aListOfNumbers, targets)),
    E.flatMap((more) => targetDataset<Shape, Target>({ shape, values, targets: more, normalization })),
    E.map((made) => ({ ...made, shape })),
  )
}

const targetLike = (target: Target, numbers: ArrayLike<number>): E.Either<DatasetError, Target> =>
  target._tag === 'probabilities' && aUint16Array.is(target.values)
    ? classNumbersIn(target, numbers)
    : E.right({ ...target, values: Float32Array.from(numbers) })
