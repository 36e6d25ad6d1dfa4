/**
 * How the steps of a fit are taken: by the caller's own backend (`ownSteps.ts`), or by workers (`parallel/`). What a fit is, is the same
 * either way, and said once, in `fit.ts`.
 */
import type { either as E, taskEither as TE } from 'fp-ts'
import type { Augment } from '../data/augmentation.js'
import type { Key } from '../random/key.js'
import type { StateValues } from './deviceState.js'
import type { FitError } from './fitError.js'
import type { UpdateOptions } from './step.js'

/** A batch to be made: of which samples, changed how. The same plan makes the same batch, whoever makes it. */
export interface BatchPlan {
  readonly indices: Uint32Array
  readonly augment: Augment | undefined
}

/** One step to take: on which batch, with what randomness, moved how. */
export interface StepPlan {
  readonly batch: BatchPlan
  /** for dropout */
  readonly key: Key
  readonly update: UpdateOptions
}

/** What a step says about its batch, in training mode, before the update. */
export interface StepOutcome {
  readonly loss: number
  /** right answers, or squared errors added up */
  readonly measure: number
  /** of how many answers: those to cells without a class are none */
  readonly answers: number
  /** what the batch counts for in the epoch's loss */
  readonly weight: number
}

/** The outcome as a step leaves it on its device, [loss, measure]. */
export const outcomeOf = (values: Float32Array | undefined): Pick<StepOutcome, 'loss' | 'measure'> => {
  const [loss = Number.NaN, measure = 0] = values ?? []
  return { loss, measure }
}

/** Who takes a fit's steps: this thread, or others. */
export interface Steps {
  /** Of how many steps the outcome may be on its way while another is taken: one is read from a device, none is where workers have told it. */
  readonly ahead: 0 | 1
  /**
   * Take a step. Its outcome may still be on its way from the device then, and the next step can be taken before it is waited for. `next` is the batch that comes after it, if any: workers leave this thread free to make it while they compute, so nobody
   * waits for it. A fit on one thread has nothing to do it beside, and makes each batch when its step is taken.
   */
  readonly take: (plan: StepPlan, next: BatchPlan | undefined) => Promise<E.Either<FitError, TE.TaskEither<FitError, StepOutcome>>>
  /** All that moves, after every step taken so far. */
  readonly values: () => Promise<E.Either<FitError, StateValues>>
  /** Free everything; always called, once, last. */
  readonly end: () => Promise<void>
}
