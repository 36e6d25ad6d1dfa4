/** A model's answers to raw samples. */
import type { taskEither as TE } from 'fp-ts'
import { answersProblem, type Model, modelProblem } from '../data/model.js'
import type { RawSamples } from '../data/storedValues.js'
import type { Backend } from '../engine/backend.js'
import { givenBackend } from '../engine/givenBackend.js'
import { answer, constants } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { aNumber, anObject, type Kinds, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { type BadOption, badOption } from '../training/options.js'
import { type AnsweredBatches, answerEach, type Ask, batchesKinds, type PredictError } from './answerEach.js'
import { frozenBy } from './frozen.js'
import { type Prediction, predictionOf } from './prediction.js'
import type { Released } from './released.js'

/** How samples are answered. */
export interface PredictOptions extends AnsweredBatches {
  /** how many of the likeliest classes `top` lists; default 5, or all where there are fewer */
  readonly top?: number | undefined
}

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
  /** As a `frozen` network's: frees what it keeps on the device, once all that was asked before is answered. Asked afterwards, it answers `Released`. */
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
  const { network } = checkedArgument('predictor', 'the model', anObject<Model<AnyNetwork>>(), model)
  const { answer: ask, asked, release } = frozenBy('predictor', backend, network)
  return Object.assign((samples: RawSamples, options: PredictOptions = {}) => asked(answersBy('predictor', ask, model, samples, options)), {
    release,
  })
}

const topProblem = (top: number): BadOption | undefined =>
  Number.isInteger(top) && top > 0 ? undefined : badOption('top', 'a whole number, 1 or more', top)

const optionKinds: Kinds<PredictOptions> = { top: optional(aNumber), ...batchesKinds }

const answersBy = (
  caller: string,
  ask: Ask,
  model: Model<AnyNetwork>,
  samples: RawSamples,
  options: PredictOptions,
): TE.TaskEither<Exclude<PredictError, Released>, readonly Prediction[]> => {
  const { top = 5, ...batches } = checkedOptions(caller, optionKinds, options)
  const problem = modelProblem(caller, model) ?? answersProblem(model, 1) ?? topProblem(top)
  return answerEach(caller, ask, model, samples, batches, problem, (logits) => predictionOf(logits, model.classNames, top))
}
