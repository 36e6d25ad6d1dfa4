/** What the steps of a fit are, before any is taken: which samples, drawn and changed how. A resumed fit plans the same steps. */
import { batchIndices } from '../data/batch.js'
import { foldIn } from '../random/key.js'
import type { StepNumbers } from './optimizer/definition.js'
import type { Settings } from './options.js'
import type { Progress } from './schedule.js'
import type { UpdatePaths } from './step.js'
import type { BatchPlan, StepPlan } from './steps.js'

/** An epoch's batches in order; none past the last epoch. Every sample is augmented by a draw of its own, which no division of the batches changes. */
export const batchPlans = (settings: Settings, samples: number, epoch: number): readonly BatchPlan[] => {
  const key = foldIn(settings.key, epoch)
  const augment = settings.augmentation && { augmentation: settings.augmentation, key: foldIn(key, 2) }
  return epoch < settings.epochs
    ? batchIndices(samples, settings.batchSize, foldIn(key, 0), { dropLast: settings.dropLast }).map((indices) => ({ indices, augment }))
    : []
}

/** One step on one of them. Step `s` of epoch `e` draws from keys of its own, whatever was drawn before. */
export const stepPlan = (
  batch: BatchPlan,
  { optimizer, weightDecay, sparsity, clip, average, key }: Settings,
  { epoch, step }: Progress,
  { learningRate, step: number }: Pick<StepNumbers, 'learningRate' | 'step'>,
  { sparse, undecayed }: UpdatePaths,
): StepPlan => ({
  batch,
  key: foldIn(foldIn(foldIn(key, epoch), 1), step),
  update: {
    optimizer,
    learningRate,
    weightDecay: weightDecay.factor,
    step: number,
    undecayed,
    lambda: sparsity.lambda,
    sparse,
    clip,
    average,
  },
})
