/** How the networks of a study are trained, in words. */
import type { Stage, Task } from '../stage.js'
import type { Line } from '../study.js'
import type { Rate, Training } from '../training.js'
import { distinct } from './sweepTable.js'

/** A sentence for each way of training, and what is trained so: 'Training, Scratch-E: 30 epochs ...' */
export const scheduleSentences = (lines: readonly Line[]): readonly string[] => {
  const all = lines
    .flatMap(({ task }) => trainingsIn(task))
    .map((task) => ({ role: roleOf(task), how: `${trainingText(task.training)}${budgetText(task)}` }))
  return distinct(all.map(({ how }) => how)).map(
    (how) => `${distinct(all.filter((each) => each.how === how).map(({ role }) => role)).join(', ')}: ${how}.`,
  )
}

export type TrainingTask = Extract<Task, { readonly stage: 'trained' | 'scratch' }>

/** Every training that a task stands on, and its own, the first first. */
export const trainingsIn = (stage: Stage | Task): readonly TrainingTask[] => {
  switch (stage.stage) {
    case 'fresh':
      return []
    case 'trained':
      return [...trainingsIn(stage.from), stage]
    case 'pruned':
      return trainingsIn(stage.from)
    case 'scratch':
      return [...trainingsIn(stage.shape), stage]
    case 'sweep':
    case 'sensitivity':
    case 'timed':
      return trainingsIn(stage.of)
  }
}

const roleOf = (task: TrainingTask): string =>
  task.stage === 'scratch'
    ? `Scratch-${task.budget === 'epochs' ? 'E' : 'B'}`
    : task.training.distilled
      ? 'Distillation'
      : task.from.stage === 'pruned'
        ? 'Fine-tuning'
        : 'Training'

const budgetText = (task: TrainingTask): string =>
  task.stage === 'scratch' && task.budget === 'arithmetic' ? '; as many more epochs as cost what those of the whole network do' : ''

export const trainingText = ({
  epochs,
  batchSize,
  rate,
  momentum,
  nesterov,
  weightDecay,
  sparsity,
  augmentation,
  distilled,
}: Training): string =>
  [
    `${epochs} epochs in batches of ${batchSize}`,
    rateText(rate),
    `${nesterov ? 'Nesterov momentum' : 'momentum'} ${momentum}`,
    `weight decay ${weightDecay}`,
    ...(sparsity === undefined ? [] : [`sparsity term ${sparsity.lambda}`]),
    ...(distilled === undefined
      ? []
      : [`${100 * distilled.weight} % of the loss by the answers of the network it was cut from, at temperature ${distilled.temperature}`]),
    augmentation === 'none' ? 'images as they are' : `crops from a ${augmentation} and mirror images`,
  ].join(', ')

const rateText = (rate: Rate): string => {
  switch (rate.shape) {
    case 'constant':
      return `learning rate ${rate.rate}`
    case 'staged':
      return `learning rate ${rate.rate}, a tenth after each of ${rate.stages.length} stages in proportion ${rate.stages.join(' : ')}`
    case 'cosine':
      return `learning rate ${rate.rate} down by a cosine${rate.warmUp === 0 ? '' : ` after ${rate.warmUp} epoch${rate.warmUp === 1 ? '' : 's'} of rise`}`
  }
}
