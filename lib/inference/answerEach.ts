/** Raw samples answered by a model, batch by batch: what questions of samples and of cells have in common. */
import { either as E, taskEither as TE } from 'fp-ts'
import { batchIndices, inputAt } from '../data/batch.js'
import { answersProblem, type Model, type ModelError, modelProblem } from '../data/model.js'
import { type RawSamples, type SamplesError, samplesOf } from '../data/rawSamples.js'
import type { EngineError } from '../engine/engineError.js'
import type { InputMismatch } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { aNumber, floatsOrBytes, type Kinds, optional } from '../shape/kind.js'
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

/** The network's logits for a batch, however it is run. */
export type Ask = (batch: Tensor<Shape>) => TE.TaskEither<EngineError | InputMismatch | Released, Tensor<Shape>>

/** Who is asked, of what kind of output, and what. */
interface Question {
  readonly model: Model<AnyNetwork>
  /** of the output: 1 where samples are answered, 3 where the cells of maps are */
  readonly axes: 1 | 3
  readonly samples: RawSamples
}

/** What `read` makes of each sample's logits, in the samples' order; or the problem, where there is one. */
export const answerEach = <Answer>(
  caller: string,
  ask: Ask,
  { model, axes, samples }: Question,
  { batchSize = 256, signal }: AnsweredBatches,
  problem: BadOption | undefined,
  read: (logits: Float32Array) => Answer,
): TE.TaskEither<PredictError, readonly Answer[]> => {
  const wrong = modelProblem(caller, model) ?? answersProblem(model, axes)
  const raw = checkedArgument(caller, 'samples', floatsOrBytes, samples)
  const { network, normalization } = model
  const found = wrong ?? sizeProblem(batchSize) ?? problem
  if (found !== undefined) return TE.left(found)
  const given = samplesOf<Shape>(raw, network.input, normalization)
  if (E.isLeft(given)) return TE.left(given.left)
  const size = elementCount(network.output)
  return async () => {
    const answers: Answer[] = []
    for (const indices of batchIndices(given.right.rows.length, batchSize, undefined)) {
      const stopped = abortedBy(signal)
      if (stopped !== undefined) return E.left(stopped)
      const logits = await ask(inputAt(given.right, indices))()
      if (E.isLeft(logits)) return logits
      const broken = answerProblem(logits.right, answers.length)
      if (broken !== undefined) return E.left(broken)
      for (let at = 0; at < indices.length; at += 1) answers.push(read(logits.right.values.subarray(at * size, (at + 1) * size)))
    }
    return E.right(answers)
  }
}
