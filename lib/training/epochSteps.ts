/** The steps of one epoch, in their order: which batch, at what rate, and what each says of it. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { isFinite32 } from '../shape/float32.js'
import { abortedBy } from './aborted.js'
import type { FitError } from './fitError.js'
import { badOption, type BadOption, type Settings } from './options.js'
import type { Progress } from './schedule.js'
import type { UpdatePaths } from './step.js'
import { stepPlan } from './stepPlans.js'
import type { BatchPlan, StepOutcome, Steps } from './steps.js'

/** One step was taken. */
export interface StepDone extends Progress {
  readonly _tag: 'step'
  /** of this batch, without the sparsity term; 0 where none of its cells has a class */
  readonly loss: number
  readonly learningRate: number
}

/** A step, and what was measured of its batch beside the loss. */
export interface StepTold extends Omit<StepOutcome, 'loss'> {
  readonly done: StepDone
}

/** An epoch to be made, and what is behind it and before it. */
interface EpochPlan {
  readonly epoch: number
  readonly batches: readonly BatchPlan[]
  /** the first batch of the epoch after it */
  readonly following: BatchPlan | undefined
  /** before it */
  readonly stepsDone: number
}

/** An epoch's steps, each taken when it is asked for; what they say may still be on its way. */
export async function* epochSteps(
  steps: Steps,
  settings: Settings,
  paths: UpdatePaths,
  { epoch, batches, following, stepsDone }: EpochPlan,
): AsyncGenerator<E.Either<FitError, TE.TaskEither<FitError, StepTold>>, void, undefined> {
  for (const [at, batch] of batches.entries()) {
    const stopped = abortedBy(settings.signal)
    if (stopped !== undefined) return yield E.left(stopped)
    const progress = { epoch, epochs: settings.epochs, step: at, stepsPerEpoch: batches.length }
    const learningRate = settings.schedule(progress)
    if (!(learningRate >= 0 && isFinite32(learningRate))) return yield E.left(badRate(learningRate))
    const taken = await steps.take(
      stepPlan(batch, settings, progress, { learningRate, step: stepsDone + at + 1 }, paths),
      batches[at + 1] ?? following,
    )
    if (E.isLeft(taken)) return yield taken
    const told = ({ loss, ...measured }: StepOutcome): StepTold => ({
      done: { _tag: 'step', ...progress, loss, learningRate },
      ...measured,
    })
    yield E.right(F.pipe(taken.right, TE.map(told)))
  }
}

const badRate = (rate: number): BadOption => badOption('learningRate', 'a finite number, 0 or more', rate)
