/** Loss and accuracy of a network over a data set, computed from its logits in float64. */
import { either as E, taskEither as TE } from 'fp-ts'
import { batchAt, batchIndices } from '../data/batch.js'
import { type Dataset, sampleCount } from '../data/dataset.js'
import { type Model, modelProblem } from '../data/model.js'
import type { Backend } from '../engine/backend.js'
import { answer, constants, type Lookup } from '../network/forward.js'
import type { AnyNetwork, Node } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { aNumber, anObject, type Kinds, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { answerProblem } from './answerNotFinite.js'
import { type AbortSignalLike, abortedBy, anAbortSignal } from './aborted.js'
import type { FitError } from './fitError.js'
import { entered } from './entered.js'
import { mismatch, type SamplesFor } from './mismatch.js'
import { type BadOption, badOption } from './options.js'
import { waitedFor } from './waitedFor.js'

/** How well a network does on a data set. */
export interface Evaluation {
  /** mean softmax cross-entropy, in nats */
  readonly loss: number
  /** right answers / samples, 0 to 1 */
  readonly accuracy: number
  readonly correct: number
  readonly samples: number
}

/** The options of `evaluate`. */
export interface EvaluateOptions {
  /** samples at a time; default 256 */
  readonly batchSize?: number
  /** an `AbortSignal`, asked before each batch */
  readonly signal?: AbortSignalLike | undefined
}

/**
 * How well a network classifies a data set. A tie of logits goes to the lower class.
 *
 * A model sees the samples through its own normalization, whatever the data set's: as `predict` would. A network sees them through the data
 * set's, which has to be the one that it was trained with: make a test set by `datasetLike(training, ...)`.
 *
 * A `Left` where the network's answer is not finite (weights that are not, or sums that float32 cannot hold): it would be right or wrong by
 * chance. Also where the data set's samples are not what the network takes, or the device runs out of memory (try a smaller batch), or the
 * batch size is not a positive integer, or the signal asked to stop.
 *
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * const measured = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => evaluate(backend, network, digits)),
 *   TE.map(({ samples }) => samples),
 * )
 * await measured() // => E.right(64)
 */
export const evaluate = <Net extends AnyNetwork, Given extends Shape>(
  backend: Backend,
  of: Net | Model<Net>,
  samples: SamplesFor<Net['input'], Given>,
  options: EvaluateOptions = {},
): TE.TaskEither<FitError, Evaluation> => {
  const { batchSize = 256, signal } = checkedOptions('evaluate', evaluateKinds, options)
  const [network, model] = isModel(of) ? [of.network, of] : [of, undefined]
  const given = entered('evaluate', backend, network, samples)
  const seen = model === undefined ? given : { ...given, normalization: model.normalization }
  const problem = mismatch(network, seen) ?? (model && modelProblem(model)) ?? sizeProblem(batchSize)
  return problem === undefined ? () => evaluated(backend, network.nodes, constants(backend), seen, { batchSize, signal }) : TE.left(problem)
}

/** What each option holds. */
export const evaluateKinds: Kinds<EvaluateOptions> = { batchSize: optional(aNumber), signal: optional(anAbortSignal) }

const isModel = <Net extends AnyNetwork>(of: Net | Model<Net>): of is Model<Net> =>
  'network' in checkedArgument('evaluate', 'the network', anObject<Net | Model<Net>>(), of)

/** The same for nodes that are known to go with the samples, their arrays wherever `lookup` finds them. */
export const evaluated = async (
  backend: Backend,
  nodes: readonly Node[],
  lookup: Lookup,
  samples: Dataset<Shape>,
  { batchSize, signal }: Required<EvaluateOptions>,
): Promise<E.Either<FitError, Evaluation>> => {
  let correct = 0
  let loss = 0
  async function* asked(): AsyncGenerator<E.Either<FitError, TE.TaskEither<FitError, Answered>>, void, undefined> {
    for (const indices of batchIndices(sampleCount(samples), batchSize, undefined)) {
      const stopped = abortedBy(signal)
      if (stopped !== undefined) return yield E.left(stopped)
      const { input, labels } = batchAt(samples, indices)
      const logits = answer(backend, nodes, lookup, input)()
      yield E.right(() => logits.then(E.map((given) => ({ logits: given, labels, first: known(indices[0]) }))))
    }
  }
  for await (const answered of waitedFor(asked(), 1)) {
    if (E.isLeft(answered)) return answered
    const { logits, labels, first } = answered.right
    const broken = answerProblem(logits, first)
    if (broken !== undefined) return E.left(broken)
    const scored = scores(logits.values, labels)
    correct += scored.correct
    loss += scored.loss
  }
  const count = sampleCount(samples)
  return E.right({ loss: loss / count, accuracy: correct / count, correct, samples: count })
}

/** A batch's logits, read back: in float64 they say more than the device's own sum, and which sample has one that is not finite. */
interface Answered {
  readonly logits: Tensor<Shape>
  readonly labels: Uint16Array
  /** the number of its first sample */
  readonly first: number
}

/** What is wrong with a batch size; undefined if nothing is. */
export const sizeProblem = (batchSize: number): BadOption | undefined =>
  Number.isInteger(batchSize) && batchSize > 0 ? undefined : badOption('batchSize', 'a whole number, 1 or more', batchSize)

/** Right answers and summed cross-entropy of a batch's logits. */
export const scores = (logits: Float32Array, labels: Uint16Array): { readonly correct: number; readonly loss: number } => {
  const classes = logits.length / labels.length
  return labels.reduce(
    ({ correct, loss }, label, sample) => {
      const row = logits.subarray(sample * classes, (sample + 1) * classes)
      const greatest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
      const sum = row.reduce((total, value) => total + Math.exp(value - greatest), 0)
      return { correct: correct + (row.indexOf(greatest) === label ? 1 : 0), loss: loss + Math.log(sum) + greatest - (row[label] ?? 0) }
    },
    { correct: 0, loss: 0 },
  )
}
