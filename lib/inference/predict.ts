/** A model's answers to raw samples. */
import { either as E, taskEither as TE } from 'fp-ts'
import { inputAt, batchIndices } from '../data/batch.js'
import { type Model, type ModelError, modelProblem } from '../data/model.js'
import { type RawSamples, type SamplesError, samplesOf } from '../data/rawSamples.js'
import type { Backend } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { givenBackend } from '../engine/givenBackend.js'
import { answer, constants, type InputMismatch } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { aNumber, anObject, floatsOrBytes, type Kinds, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { type Aborted, type AbortSignalLike, abortedBy, anAbortSignal } from '../training/aborted.js'
import { type AnswerNotFinite, answerProblem } from '../training/answerNotFinite.js'
import { sizeProblem } from '../training/evaluate.js'
import { type BadOption, badOption } from '../training/options.js'
import { frozenBy } from './frozen.js'
import { type Prediction, predictionOf } from './prediction.js'
import type { Released } from './released.js'

/** How samples are answered. */
export interface PredictOptions {
  /** how many of the likeliest classes `top` lists; default 5, or all where there are fewer */
  readonly top?: number
  /** samples that are run at once; default 256 */
  readonly batchSize?: number
  /** asks to stop: between batches, with an `Aborted` */
  readonly signal?: AbortSignalLike
}

/** Why samples were not answered. */
export type PredictError = EngineError | InputMismatch | SamplesError | ModelError | AnswerNotFinite | BadOption | Aborted | Released

/**
 * What a model says of raw samples, in their order: the likeliest class, its name and its probability, those of the likeliest few, and
 * every class's probability.
 *
 *     probabilities = softmax(forward(network, normalized samples))
 *
 * The same bits as `forward` gives on a data set's batch of the same samples: what is served is what was measured.
 *
 * samples  one or several, one after the other: bytes, which count as byte / 255, or floats, which count as themselves; whatever the
 *          training's data set was made of, in the same unit
 *
 * A server asks through `predictor`, which is faster. A `Left` for a length that is not whole samples, numbers that are not finite, in
 * the samples or in the answer, a device that runs out of memory.
 *
 * @example
 * const digits = syntheticDigits({ count: 3, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0)) // trained, say, on these digits
 * const answered = F.pipe(
 *   TE.Do,
 *   TE.apS('backend', startWasm()),
 *   TE.bindW('model', () => TE.fromEither(modelOf(network, digits))),
 *   TE.flatMap(({ backend, model }) => predict(backend, model, digits.values, { top: 2 })),
 *   TE.map((predictions) => predictions.map(({ top }) => top.length)),
 * )
 * await answered() // => E.right([2, 2, 2])
 */
export const predict = (
  backend: Backend,
  model: Model<AnyNetwork>,
  samples: RawSamples,
  options: PredictOptions = {},
): TE.TaskEither<PredictError, readonly Prediction[]> => {
  const lookup = constants(givenBackend('predict', backend))
  return answersBy('predict', (batch) => answer(backend, model.network.nodes, lookup, batch), model, samples, options)
}

/** A model that answers raw samples. */
export interface Predictor {
  (samples: RawSamples, options?: PredictOptions): TE.TaskEither<PredictError, readonly Prediction[]>
  /** As a `frozen` network's: frees at once what it keeps on the device. Asked afterwards, it answers `Released`. */
  readonly release: () => void
}

/**
 * The model as a function from raw samples to predictions, for many questions: `predict` by a `frozen` network, so up to the rounding of
 * float32, and faster. What is kept on the device lasts as long as the function, or until its `release()`.
 *
 * @example
 * const digits = syntheticDigits({ count: 3, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0)) // trained, say, on these digits
 * const answered = F.pipe(
 *   TE.Do,
 *   TE.apS('backend', startWasm()),
 *   TE.bindW('model', () => TE.fromEither(modelOf(network, digits))),
 *   TE.let('ask', ({ backend, model }) => predictor(backend, model)),
 *   TE.flatMap(({ ask }) => ask(digits.values.subarray(784, 1568))), // the second digit
 *   TE.map((predictions) => predictions.length),
 * )
 * await answered() // => E.right(1)
 */
export const predictor = (backend: Backend, model: Model<AnyNetwork>): Predictor => {
  const ask = frozenBy('predictor', backend, checkedArgument('predictor', 'the model', anObject<Model<AnyNetwork>>(), model).network)
  return Object.assign((samples: RawSamples, options: PredictOptions = {}) => answersBy('predictor', ask, model, samples, options), {
    release: ask.release,
  })
}

const topProblem = (top: number): BadOption | undefined =>
  Number.isInteger(top) && top > 0 ? undefined : badOption('top', 'a whole number, 1 or more', top)

const optionKinds: Kinds<PredictOptions> = { top: optional(aNumber), batchSize: optional(aNumber), signal: optional(anAbortSignal) }

const answersBy = (
  caller: string,
  ask: (batch: Tensor<Shape>) => TE.TaskEither<EngineError | InputMismatch | Released, Tensor<Shape>>,
  model: Model<AnyNetwork>,
  samples: RawSamples,
  options: PredictOptions,
): TE.TaskEither<PredictError, readonly Prediction[]> => {
  const wrong = modelProblem(caller, model)
  const raw = checkedArgument(caller, 'samples', floatsOrBytes, samples)
  const { top = 5, batchSize = 256, signal } = checkedOptions(caller, optionKinds, options)
  const { network, normalization, classNames } = model
  const problem = wrong ?? sizeProblem(batchSize) ?? topProblem(top)
  if (problem !== undefined) return TE.left(problem)
  const read = samplesOf<Shape>(raw, network.input, normalization)
  if (E.isLeft(read)) return TE.left(read.left)
  return async () => {
    const predictions: Prediction[] = []
    for (const indices of batchIndices(read.right.rows.length, batchSize, undefined)) {
      const stopped = abortedBy(signal)
      if (stopped !== undefined) return E.left(stopped)
      const logits = await ask(inputAt(read.right, indices))()
      if (E.isLeft(logits)) return logits
      const broken = answerProblem(logits.right, predictions.length)
      if (broken !== undefined) return E.left(broken)
      for (let at = 0; at < indices.length; at += 1) {
        const row = logits.right.values.subarray(at * classNames.length, (at + 1) * classNames.length)
        predictions.push(predictionOf(row, classNames, top))
      }
    }
    return E.right(predictions)
  }
}
