/** What a fit is told, checked once before it starts. */
import { type Augmentation, augmentationKind, augmentationProblem } from '../data/augmentation.js'
import { type Dataset, sampleCount } from '../data/dataset.js'
import { aKey, type Key } from '../random/key.js'
import { isFinite32 } from '../shape/float32.js'
import { aFunction, aNumber, either, type Kinds, oneOf, optional, record, trueOrFalse } from '../shape/kind.js'
import type { Shape } from '../shape/shape.js'
import { type AbortSignalLike, anAbortSignal } from './aborted.js'
import { constantRate, type Schedule } from './schedule.js'

/**
 * What a fit is told. Mini-batch SGD, one step, for each trained array p with gradient d:
 *
 *     g = d + weightDecay * p      v = momentum * v + g, at first v = g      p = p - learningRate * (nesterov ? g + momentum * v : v)
 *
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning", as PyTorch's `torch.optim.SGD` writes it
 */
export interface FitOptions {
  /** passes over the samples; 0 trains nothing */
  readonly epochs: number
  /** samples of each step, which takes their mean loss */
  readonly batchSize: number
  /** a number, or a schedule */
  readonly learningRate: number | Schedule
  /** 0 (the default) up to but without 1 */
  readonly momentum?: number
  /** look ahead along the velocity; needs momentum; default false */
  readonly nesterov?: boolean
  /** L2, added to the gradient (coupled, as in PyTorch's SGD) of every trained array, batch norm and biases included; default 0 */
  readonly weightDecay?: number
  /** lambda * sum |scale| over batch norms; default none */
  readonly sparsity?: Sparsity
  /** random crops and mirror images of the samples, others in every epoch; default none */
  readonly augmentation?: Augmentation
  /** decides the order of samples in every epoch, how each is augmented, and what dropout drops */
  readonly key: Key
  /** leave out a last batch smaller than the others; default false */
  readonly dropLast?: boolean
  /**
   * how many workers share each batch, each with a backend of its own; default 1: the backend that was given does all.
   * Batch norm then normalizes each worker's part of the batch by itself, so keep batchSize / workers large enough for that.
   */
  readonly workers?: number
  /** seconds after which a worker that does not answer is given up and its work done again; default 600 */
  readonly workerTimeout?: number
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
  readonly over?: 'everywhere' | 'maps'
}

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
  readonly momentum: number
  readonly nesterov: boolean
  readonly weightDecay: number
  readonly sparsity: Required<Sparsity>
  readonly augmentation: Augmentation | undefined
  readonly key: Key
  readonly dropLast: boolean
  readonly workers: number
  readonly workerTimeout: number
  readonly signal: AbortSignalLike | undefined
}

/** The term by itself is an option of other functions, too. */
export const sparsityKinds: Kinds<Sparsity> = { lambda: aNumber, over: optional(oneOf('everywhere', 'maps')) }

/** What each option holds. */
export const optionKinds: Kinds<FitOptions> = {
  epochs: aNumber,
  batchSize: aNumber,
  learningRate: either(aNumber, aFunction<Schedule>()),
  momentum: optional(aNumber),
  nesterov: optional(trueOrFalse),
  weightDecay: optional(aNumber),
  sparsity: optional(record(sparsityKinds)),
  augmentation: optional(augmentationKind),
  key: aKey,
  dropLast: optional(trueOrFalse),
  workers: optional(aNumber),
  workerTimeout: optional(aNumber),
  signal: optional(anAbortSignal),
}

/** The options with the defaults filled in. */
export const settingsOf = (options: FitOptions): Settings => ({
  epochs: options.epochs,
  batchSize: options.batchSize,
  schedule: typeof options.learningRate === 'number' ? constantRate(options.learningRate) : options.learningRate,
  momentum: options.momentum ?? 0,
  nesterov: options.nesterov ?? false,
  weightDecay: options.weightDecay ?? 0,
  sparsity: { lambda: options.sparsity?.lambda ?? 0, over: options.sparsity?.over ?? 'everywhere' },
  augmentation: options.augmentation,
  key: options.key,
  dropLast: options.dropLast ?? false,
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
  { epochs, batchSize, momentum, nesterov, weightDecay, sparsity, augmentation, dropLast, workers, workerTimeout }: Settings,
  samples: Dataset<Shape>,
): BadOption | undefined => {
  const count = sampleCount(samples)
  if (!(Number.isInteger(epochs) && epochs >= 0)) return badOption('epochs', 'a whole number, 0 or more', epochs)
  if (!(Number.isInteger(batchSize) && batchSize > 0)) return badOption('batchSize', 'a whole number, 1 or more', batchSize)
  if (dropLast && batchSize > count) return badOption('batchSize', `at most the ${count} samples where dropLast is true`, batchSize)
  if (!(momentum >= 0 && Math.fround(momentum) < 1)) return badOption('momentum', 'a number from 0 up to but without 1', momentum)
  if (nesterov && Math.fround(momentum) === 0) return badOption('nesterov', 'false where the momentum is 0', nesterov)
  if (!(weightDecay >= 0 && isFinite32(weightDecay))) return badOption('weightDecay', 'a finite number, 0 or more', weightDecay)
  if (!(sparsity.lambda >= 0 && isFinite32(sparsity.lambda)))
    return badOption('sparsity.lambda', 'a finite number, 0 or more', sparsity.lambda)
  if (!(Number.isInteger(workers) && workers > 0)) return badOption('workers', 'a whole number, 1 or more', workers)
  if (!(workerTimeout > 0)) return badOption('workerTimeout', 'a number of seconds above 0', workerTimeout)
  const problem = augmentation && augmentationProblem(augmentation, samples.shape)
  return problem && badOption(problem.field, problem.expected, problem.found)
}
