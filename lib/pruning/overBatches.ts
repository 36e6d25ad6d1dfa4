/** A data set gone through once, in order, for criteria that look at data. */
import { either as E } from 'fp-ts'
import { batchIndices } from '../data/batch.js'
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import { turn } from '../engine/turn.js'
import { aNumber, type Kinds, optional } from '../shape/kind.js'
import { type AbortSignalLike, abortedBy, anAbortSignal } from '../training/aborted.js'
import type { FitError } from '../training/fitError.js'
import { usualLoss } from '../training/loss/loss.js'
import { type TrainingBatch, trainingBatch } from '../training/trainingBatch.js'

/** How a data set is gone through. */
export interface BatchesOptions {
  /** samples at a time; default 64 */
  readonly batchSize?: number | undefined
  /** an `AbortSignal`, asked before each batch */
  readonly signal?: AbortSignalLike | undefined
}

/** What the options hold. */
export const batchesKinds: Kinds<BatchesOptions> = { batchSize: optional(aNumber), signal: optional(anAbortSignal) }

/** Every batch taken into account, one after the other; or the first `Left`. */
export const overBatches = async <A>(
  samples: AnyDataset,
  { batchSize = 64, signal }: BatchesOptions,
  start: A,
  take: (soFar: A, batch: TrainingBatch) => Promise<E.Either<FitError, A>>,
): Promise<E.Either<FitError, A>> => {
  let soFar = start
  for (const indices of batchIndices(sampleCount(samples), batchSize, undefined)) {
    const stopped = abortedBy(signal)
    if (stopped !== undefined) return E.left(stopped)
    const taken = await take(soFar, trainingBatch(samples, indices, undefined, usualLoss(samples)))
    if (E.isLeft(taken)) return taken
    soFar = taken.right
    await turn()
  }
  return E.right(soFar)
}
