/** What a fit is told, checked once before it starts. */
import { type Augmentation, augmentationKind, augmentationProblem } from '../data/augmentation.js'
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import type { AnyNetwork } from '../network/network.js'
import { aKey, type Key } from '../random/key.js'
import { isFinite32 } from '../shape/float32.js'
import { aFunction, aNumber, aString, either, type Kind, type Kinds, listOf, oneOf, optional, record, trueOrFalse } from '../shape/kind.js'
import { type AbortSignalLike, anAbortSignal } from './aborted.js'
import { type Average, averageKinds, averageProblem } from './average.js'
import { aClip, type Clip, clipProblem } from './clip.js'
import { kindOf } from './loss/definition.js'
import { aLoss, type Loss, lossDefinition, lossesFor, usualLoss } from './loss/loss.js'
import { anOptimizer, type Optimizer, optimizerDefinition } from './optimizer/optimizer.js'
import { constantRate, type Schedule } from './schedule.js'
import { aWeightDecay, type WeightDecay } from './weightDecay.js'
import type { Settled } from '../shape/optional.js'

/** What a fit is told. Without an `optimizer` it takes steps of mini-batch SGD, as `sgd` describes them. */
export interface FitOptions<FitLoss = Loss> {
  /** passes over the samples; 0 trains nothing */
  readonly epochs: number
  /** samples of each step, which takes their mean loss */
  readonly batchSize: number
  /** a number, or a schedule */
  readonly learningRate: number | Schedule
  /**
   * what steps make smaller: crossEntropy(...), distillation(...), binaryCrossEntropy(), meanSquaredError(), meanAbsoluteError(), huber(...) or one of your own
   * (defineLoss), as goes with the data set's answers; default cross-entropy of classes and probabilities, binary cross-entropy of several labels, the mean squared error of vectors
   */
  readonly loss?: FitLoss | undefined
  /** how trained arrays move: sgd(...), adam(...), adamW(...), rmsProp(...) or lion(...); default SGD by the two options below */
  readonly optimizer?: Optimizer | undefined
  /** SGD's, where no `optimizer` is given: at least 0 (the default) and less than 1 */
  readonly momentum?: number | undefined
  /** SGD's, where no `optimizer` is given: look ahead along the velocity; needs momentum; default false */
  readonly nesterov?: boolean | undefined
  /**
   * L2, of every trained array, batch norm and biases included, or of weights alone; default 0. SGD, Adam and RMSProp add factor * array to
   * the gradient, as PyTorch does; AdamW and Lion take learningRate * factor * array off the array.
   */
  readonly weightDecay?: number | WeightDecay | undefined
  /**
   * layers that stay as they are: paths of layers or of what holds them, as `describe` lists them, or a function that says of a layer's path whether it does; default none.
   * A frozen layer runs as at rest, by its running statistics and without draws, and what lies before the first layer that moves is computed without a way back.
   */
  readonly frozen?: FrozenLayers | undefined
  /** lambda * sum |scale| over batch norms; default none */
  readonly sparsity?: Sparsity | undefined
  /** bounds for gradients, { norm: 1 } or { value: 0.5 }, the sparsity term included, before weight decay and the optimizer; default none */
  readonly clip?: Clip | undefined
  /** the moving average of the networks that steps lead to, which each epoch then yields beside its own; default none */
  readonly average?: Average | undefined
  /** random crops and mirror images of the samples, others in every epoch; default none */
  readonly augmentation?: Augmentation | undefined
  /** decides the order of samples in every epoch, how each is augmented, and what dropout drops */
  readonly key: Key
  /** leave out a last batch smaller than the others; default false */
  readonly dropLast?: boolean | undefined
  /**
   * in how many parts a batch (of several workers, each one's share) is worked through, one after the other, so that only one part's activations need memory at a
   * time; default 1. Batch norm then normalizes each part by itself.
   */
  readonly accumulate?: number | undefined
  /**
   * how many workers share each batch, each with a backend of its own; default 1: the backend that was given does all.
   * Batch norm then normalizes each worker's part of the batch by itself, so keep batchSize / workers large enough for that.
   */
  readonly workers?: number | undefined
  /** seconds after which a worker that does not answer is given up and its work done again; default 600 */
  readonly workerTimeout?: number | undefined
  /** an `AbortSignal`: when it is aborted the fit ends before its next step with a `Left` that is `Aborted`; what it yielded before stays good */
  readonly signal?: AbortSignalLike | undefined
}

/**
 * The sparsity term of Network Slimming, lambda * sum |gamma|.
 *
 * over  'everywhere' (default), or 'maps' for batch norms over maps alone, as the reference code has it
 */
export interface Sparsity {
  readonly lambda: number
  readonly over?: 'everywhere' | 'maps' | undefined
}

/** Which layers a fit leaves as they are. */
export type FrozenLayers = readonly string[] | ((path: string) => boolean)

/** An option that makes no sense, or does not go with the data. */
export interface BadOption {
  readonly _tag: 'BadOption'
  readonly option: string
  readonly expected: string
  readonly found: unknown
}

/** The options with every default filled in. */
export interface Settings {
  readonly epochs: number
  readonly batchSize: number
  readonly schedule: Schedule
  readonly loss: Loss
  readonly optimizer: Optimizer
  readonly weightDecay: Settled<WeightDecay>
  /** paths of layers */
  readonly frozen: readonly string[]
  readonly sparsity: Settled<Sparsity>
  readonly clip: Clip | undefined
  readonly average: Average | undefined
  readonly augmentation: Augmentation | undefined
  readonly key: Key
  readonly dropLast: boolean
  readonly accumulate: number
  readonly workers: number
  readonly workerTimeout: number
  readonly signal: AbortSignalLike | undefined
}

/** The term by itself is an option of other functions, too. */
export const sparsityKinds: Kinds<Sparsity> = { lambda: aNumber, over: optional(oneOf('everywhere', 'maps')) }

/** Which layers stay, as it is given. */
export const frozenKind: Kind<FrozenLayers> = either(listOf('paths', aString), aFunction<(path: string) => boolean>())

/** What each option holds. */
export const optionKinds: Kinds<FitOptions> = {
  epochs: aNumber,
  batchSize: aNumber,
  learningRate: either(aNumber, aFunction<Schedule>()),
  loss: optional(aLoss),
  optimizer: optional(anOptimizer),
  momentum: optional(aNumber),
  nesterov: optional(trueOrFalse),
  weightDecay: optional(either(aNumber, aWeightDecay)),
  frozen: optional(frozenKind),
  sparsity: optional(record(sparsityKinds)),
  clip: optional(aClip),
  average: optional(record(averageKinds)),
  augmentation: optional(augmentationKind),
  key: aKey,
  dropLast: optional(trueOrFalse),
  accumulate: optional(aNumber),
  workers: optional(aNumber),
  workerTimeout: optional(aNumber),
  signal: optional(anAbortSignal),
}

/** The options with the defaults filled in, and the paths of the layers that stay. */
export const settingsOf = (options: FitOptions, samples: AnyDataset, frozen: readonly string[] = []): Settings => ({
  epochs: options.epochs,
  batchSize: options.batchSize,
  schedule: typeof options.learningRate === 'number' ? constantRate(options.learningRate) : options.learningRate,
  loss: options.loss ?? usualLoss(samples),
  optimizer: options.optimizer ?? { _tag: 'sgd', momentum: options.momentum ?? 0, nesterov: options.nesterov ?? false },
  weightDecay:
    typeof options.weightDecay === 'object'
      ? { ...options.weightDecay, over: options.weightDecay.over ?? 'everything' }
      : { factor: options.weightDecay ?? 0, over: 'everything' },
  frozen,
  sparsity: { lambda: options.sparsity?.lambda ?? 0, over: options.sparsity?.over ?? 'everywhere' },
  clip: options.clip,
  average: options.average,
  augmentation: options.augmentation,
  key: options.key,
  dropLast: options.dropLast ?? false,
  accumulate: options.accumulate ?? 1,
  workers: options.workers ?? 1,
  workerTimeout: options.workerTimeout ?? 600,
  signal: options.signal,
})

/** The error as a value. */
export const badOption = (option: string, expected: string, found: unknown): BadOption => ({ _tag: 'BadOption', option, expected, found })

/**
 * The first option that makes no sense with these samples; undefined if all do. A schedule's rates are checked as they come. Numbers that kernels
 * compute with are judged as the float32 that they become there.
 */
export const optionProblem = (
  {
    epochs,
    batchSize,
    loss,
    optimizer,
    weightDecay,
    sparsity,
    clip,
    average,
    augmentation,
    dropLast,
    accumulate,
    workers,
    workerTimeout,
  }: Settings,
  samples: AnyDataset,
  given: FitOptions,
  network: Pick<AnyNetwork, 'input' | 'output'>,
): BadOption | undefined => {
  const count = sampleCount(samples)
  if (!(Number.isInteger(epochs) && epochs >= 0)) return badOption('epochs', 'a whole number, 0 or more', epochs)
  if (!(Number.isInteger(batchSize) && batchSize > 0)) return badOption('batchSize', 'a whole number, 1 or more', batchSize)
  if (dropLast && batchSize > count) return badOption('batchSize', `at most the ${count} samples where dropLast is true`, batchSize)
  const learned = lossProblem(loss, samples, network)
  if (learned !== undefined) return learned
  const moving = optimizerProblem(optimizer, given)
  if (moving !== undefined) return moving
  const { factor } = weightDecay
  if (!(factor >= 0 && isFinite32(factor)))
    return badOption(typeof given.weightDecay === 'object' ? 'weightDecay.factor' : 'weightDecay', 'a finite number, 0 or more', factor)
  if (!(sparsity.lambda >= 0 && isFinite32(sparsity.lambda)))
    return badOption('sparsity.lambda', 'a finite number, 0 or more', sparsity.lambda)
  const unsound = clipProblem(clip) ?? averageProblem(average)
  if (unsound !== undefined) return badOption(unsound.field, unsound.expected, unsound.found)
  if (!(Number.isInteger(accumulate) && accumulate > 0)) return badOption('accumulate', 'a whole number, 1 or more', accumulate)
  if (!(Number.isInteger(workers) && workers > 0)) return badOption('workers', 'a whole number, 1 or more', workers)
  if (!(workerTimeout > 0)) return badOption('workerTimeout', 'a number of seconds above 0', workerTimeout)
  const problem = augmentation && augmentationProblem(augmentation, samples.shape, 'target' in samples ? samples.target : undefined)
  return problem && badOption(problem.field, problem.expected, problem.found)
}

/** What is wrong with the loss, for these answers and a network of that output. */
const lossProblem = (loss: Loss, samples: AnyDataset, network: Pick<AnyNetwork, 'input' | 'output'>): BadOption | undefined => {
  const { goesWith, problem } = lossDefinition(loss)
  const kind = kindOf(samples)
  if (!goesWith.includes(kind)) return badOption('loss', `one for ${kind}: ${lossesFor(kind).join(' or ')}`, loss._tag)
  const wrong = problem(loss, network)
  return wrong && badOption(`loss.${wrong.field}`, wrong.expected, wrong.found)
}

/** What is wrong with the optimizer, under the name by which it was given. */
const optimizerProblem = (optimizer: Optimizer, given: FitOptions): BadOption | undefined => {
  const beside = (['momentum', 'nesterov'] as const).find((option) => given.optimizer !== undefined && given[option] !== undefined)
  if (beside !== undefined)
    return badOption(beside, 'none beside an optimizer, which has its own: sgd({ momentum, nesterov })', given[beside])
  const problem = optimizerDefinition(optimizer._tag).problem(optimizer)
  return problem && badOption(`${given.optimizer === undefined ? '' : 'optimizer.'}${problem.field}`, problem.expected, problem.found)
}
