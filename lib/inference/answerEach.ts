/** Raw samples answered batch by batch: what questions of samples, of cells and of numbers have in common. */
import { either as E, taskEither as TE } from 'fp-ts'
import { batchIndices, inputAt } from '../data/batch.js'
import type { ModelError } from '../data/model.js'
import { type SamplesError, samplesOf } from '../data/rawSamples.js'
import type { Regression } from '../data/regression.js'
import { type RawSamples, rawSamples } from '../data/storedValues.js'
import type { EngineError } from '../engine/engineError.js'
import type { InputMismatch } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { aNumber, type Kinds, optional } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { elementCount, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { type Aborted, type AbortSignalLike, abortedBy, anAbortSignal } from '../training/aborted.js'
import { type AnswerNotFinite, answerProblem } from '../training/answerNotFinite.js'
import { sizeProblem } from '../training/evaluate.js'
import type { BadOption } from '../training/options.js'
import type { Released } from './released.js'

/** How samples are worked through. */
export interface AnsweredBatches {
  /** samples that are run at once; default 256 */
  readonly batchSize?: number | undefined
  /** asks to stop: between batches, with an `Aborted` */
  readonly signal?: AbortSignalLike | undefined
}

export const batchesKinds: Kinds<AnsweredBatches> = { batchSize: optional(aNumber), signal: optional(anAbortSignal) }

/** Why samples were not answered. */
export type PredictError = EngineError | InputMismatch | SamplesError | ModelError | AnswerNotFinite | BadOption | Aborted | Released

/** The network's answers to a batch, however it is run. */
export type Ask = (batch: Tensor<Shape>) => TE.TaskEither<EngineError | InputMismatch, Tensor<Shape>>

/** Who is asked: a network, and how it sees samples. */
type Asked = Regression<AnyNetwork>

/** What `read` makes of the network's answer to each sample, in the samples' order; or the problem, where there is one. */
export const answerEach = <Answer>(
  caller: string,
  ask: Ask,
  { network, normalization }: Asked,
  samples: RawSamples,
  { batchSize = 256, signal }: AnsweredBatches,
  problem: ModelError | BadOption | undefined,
  read: (answer: Float32Array) => Answer,
): TE.TaskEither<Exclude<PredictError, Released>, readonly Answer[]> => {
  const raw = checkedArgument(caller, 'samples', rawSamples, samples)
  const found = problem ?? sizeProblem(batchSize)
  if (found !== undefined) return TE.left(found)
  const given = samplesOf<Shape>(raw, network.input, normalization)
  if (E.isLeft(given)) return TE.left(given.left)
  const size = elementCount(network.output)
  return async () => {
    const answers: Answer[] = []
    for (const indices of batchIndices(given.right.rows.length, batchSize, undefined)) {
      const stopped = abortedBy(signal)
      if (stopped !== undefined) return E.left(stopped)
      const answered = await ask(inputAt(given.right, indices))()
      if (E.isLeft(answered)) return answered
      const broken = answerProblem(answered.right, answers.length)
      if (broken !== undefined) return E.left(broken)
      for (let at = 0; at < indices.length; at += 1) answers.push(read(answered.right.values.subarray(at * size, (at + 1) * size)))
    }
    return E.right(answers)
  }
}
