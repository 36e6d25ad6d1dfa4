/**
 * How the steps of a fit are taken: by the caller's own backend (`ownSteps.ts`), or by workers (`parallel/`). What a fit is, is the same
 * either way, and said once, in `fit.ts`.
 */
import type { either as E } from 'fp-ts'
import type { Key } from '../random/key.js'
import type { StateValues } from './deviceState.js'
import type { FitError } from './fitError.js'
import type { UpdateOptions } from './step.js'

/** One step to take: on which samples, with what randomness, moved how. */
export interface StepPlan {
  readonly indices: Uint32Array
  /** for dropout */
  readonly key: Key
  readonly update: UpdateOptions
}

/** What a step says about its batch, in training mode, before the update. */
export interface StepOutcome {
  /** mean cross-entropy */
  readonly loss: number
  readonly correct: number
}

/** Who takes a fit's steps: this thread, or others. */
export interface Steps {
  /** Take a step. `next` is the batch that will probably come after it: who has time may prepare it. */
  readonly take: (plan: StepPlan, next: Uint32Array | undefined) => Promise<E.Either<FitError, StepOutcome>>
  /** All that moves, after every step taken so far. */
  readonly values: () => Promise<E.Either<FitError, StateValues>>
  /** Free everything; always called, once, last. */
  readonly end: () => Promise<void>
}
