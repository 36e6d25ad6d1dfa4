/** Samples with answers that are not one class each. */
import { either as E } from 'fp-ts'
import { aNumber, type Kinds, listOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { type PlainShape, type Shape } from '../shape/shape.js'
import type { TargetDataset } from './dataset.js'
import { type Normalization, normalizationChoice } from './normalization.js'
import { countProblem, type DatasetError, datasetError, type Samples, samplesFrom, shapeProblem } from './samples.js'
import { type RawSamples, rawSamples } from './storedValues.js'
import { answerSize, aTarget, type Target, targetProblem } from './target.js'

/** What a data set with other answers than classes is made of; without a normalization the samples' own is measured. */
export interface TargetDatasetParts<In extends Shape, Given extends Target> {
  readonly shape: In
  readonly values: RawSamples
  /** vectors(...), probabilities(...) or severalLabels(...), or what cellClasses(...) made */
  readonly targets: Given
  readonly normalization?: Normalization | 'none' | undefined
}

/**
 * A data set whose answers are real vectors, probabilities or several labels, or what is wrong with its parts. Its type says which, and with it
 * what a network may be trained and measured by. The values are kept, not copied: do not write to them afterwards.
 *
 * values   [samples, ...shape], row-major, finite; bytes are intensities from 0 to 255
 * targets  as many as samples: finite, or from 0 to 1 and together 1, or zeros and ones, or classes' numbers
 *
 * Answers are not normalized: bring those of large units (prices, say) near 0 and 1 yourself, and the network's answers back.
 *
 * @example
 * const houses = targetDataset({ shape: [2], values: Float32Array.of(70, 3, 120, 5), targets: vectors([1], [0.21, 0.35]) })
 * F.pipe(houses, E.map(sampleCount)) // => E.right(2)
 * F.pipe(targetDataset({ shape: [1], values: Float32Array.of(1), targets: probabilities(2, [0.5, 0.75]) }), E.mapLeft(errorMessage))
 * // => E.left('data set: targets: expected probabilities that are together 1, found 1.25 at sample 0')
 */
export const targetDataset = <const In extends Shape, Given extends Target>(
  parts: TargetDatasetParts<In, Given>,
): E.Either<DatasetError, TargetDataset<PlainShape<In>, Given>> => {
  const { values, targets, normalization } = checkedOptions('targetDataset', partKinds, parts as TargetDatasetParts<Shape, Target>)
  const shape = [...parts.shape] as Shape as PlainShape<In>
  const count = targets.values.length / Math.max(1, answerSize(targets))
  const problem = shapeProblem(shape) ?? targetsWrong(targets, Math.floor(count)) ?? countProblem(shape, values, count, 'targets')
  if (problem !== undefined) return E.left(problem)
  return E.Functor.map(samplesFrom(shape, values, normalization), (samples: Samples<PlainShape<In>>) => ({
    ...samples,
    target: parts.targets,
  }))
}

const targetsWrong = (targets: Target, samples: number): DatasetError | undefined => {
  const problem = targetProblem(targets, samples)
  return problem && datasetError('targets', problem.expected, problem.found)
}

const partKinds: Kinds<TargetDatasetParts<Shape, Target>> = {
  shape: listOf('numbers', aNumber),
  values: rawSamples,
  targets: aTarget,
  normalization: optional(normalizationChoice),
}
