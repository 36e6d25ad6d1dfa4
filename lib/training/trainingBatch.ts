/** Some samples as a training step takes them: what the network sees, and what its loss wants of the answer. */
import type { Augment } from '../data/augmentation.js'
import { inputAt } from '../data/batch.js'
import type { AnyDataset } from '../data/dataset.js'
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import type { Wanted } from './loss/definition.js'
import { type Loss, lossDefinition } from './loss/loss.js'
import { shardsOf } from './shard.js'

/** Plain data, which can be posted. */
export interface TrainingBatch {
  readonly input: Tensor<Shape>
  readonly wanted: Wanted
}

/** The samples at these indices. */
export const trainingBatch = (samples: AnyDataset, indices: Uint32Array, augment: Augment | undefined, loss: Loss): TrainingBatch => ({
  input: inputAt<Shape>(samples, indices, augment),
  wanted: lossDefinition(loss).wanted(loss, samples, indices, augment),
})

/** The same in so many parts as far as there are samples for them. */
export const trainingParts = (
  samples: AnyDataset,
  indices: Uint32Array,
  augment: Augment | undefined,
  loss: Loss,
  parts: number,
): readonly TrainingBatch[] => shardsOf(indices, parts).map((part) => trainingBatch(samples, part, augment, loss))

/** How many samples a batch has. */
export const samplesIn = ({ input }: TrainingBatch): number => input.shape[0] ?? 0

/** How many samples are worked through at once, where a step has these parts. */
export const largestOf = (parts: readonly TrainingBatch[]): number => Math.max(...parts.map(samplesIn))

/** What the parts of a batch count for together. */
export const countedOf = (parts: readonly TrainingBatch[]): Pick<Wanted, 'answers' | 'weight'> =>
  parts.reduce((sum, { wanted }) => ({ answers: sum.answers + wanted.answers, weight: sum.weight + wanted.weight }), {
    answers: 0,
    weight: 0,
  })
