/** How well a network does on a data set, computed from its outputs in float64. */
import { either as E, taskEither as TE } from 'fp-ts'
import { batchIndices, inputAt } from '../data/batch.js'
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import { type Model, modelProblem } from '../data/model.js'
import type { Backend } from '../engine/backend.js'
import { answer, constants, type Lookup } from '../network/forward.js'
import type { AnyNetwork, Node } from '../network/network.js'
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { known } from '../shape/invariant.js'
import { aNumber, type Kinds, optional, trueOrFalse } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { channelsOf, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { answerProblem } from './answerNotFinite.js'
import { type AbortSignalLike, abortedBy, anAbortSignal } from './aborted.js'
import type { FitError } from './fitError.js'
import { entered } from './entered.js'
import { kindOf } from './loss/definition.js'
import type { Asked } from './measure/classMeasure.js'
import { type EvaluationOf, measureOf } from './measure/measureOf.js'
import { type DataFor, mismatch } from './mismatch.js'
import { type BadOption, badOption, type Settings } from './options.js'
import { waitedFor } from './waitedFor.js'

/** The options of `evaluate`; `top` and `confusion` are for classes and probabilities. */
export interface EvaluateOptions {
  /** samples at a time; default 256 */
  readonly batchSize?: number | undefined
  /** measure `topAccuracy` too: the share of samples whose right class is among so many likeliest */
  readonly top?: number | undefined
  /** make the `confusion` matrix too: [right class][answered class], numbers of samples; of up to 4,096 classes */
  readonly confusion?: boolean | undefined
  /** an `AbortSignal`, asked before each batch */
  readonly signal?: AbortSignalLike | undefined
}

/** What is measured beside the rest where it is asked for, and perhaps where it may be. */
type Extras<Top, Confusion> = Extra<Top, number, { readonly topAccuracy: number }> &
  Extra<Confusion, true, { readonly confusion: readonly (readonly number[])[] }>

type Extra<Asked, Asking, Measured> = [Asked] extends [Asking]
  ? Measured
  : [Asked] extends [false | undefined]
    ? unknown
    : Partial<Measured>

/** How well a network answers a data set. */
function evaluation<Net extends AnyNetwork, Data extends AnyDataset>(
  backend: Backend,
  of: Net | Model<Net>,
  samples: DataFor<Net, Data>,
): TE.TaskEither<FitError, EvaluationOf<Data>>
/** How well a network answers a data set, by as much as is asked for. */
function evaluation<Net extends AnyNetwork, Data extends AnyDataset, const Given extends EvaluateOptions | undefined>(
  backend: Backend,
  of: Net | Model<Net>,
  samples: DataFor<Net, Data>,
  options: Inferring<Given, EvaluateOptions>,
): TE.TaskEither<
  FitError,
  EvaluationOf<Data> &
    Extras<OptionOr<OptionIn<Given, 'top'>, number, undefined>, OptionOr<OptionIn<Given, 'confusion'>, boolean, undefined>>
>
function evaluation(
  backend: Backend,
  of: AnyNetwork | Model<AnyNetwork>,
  samples: AnyDataset,
  options: EvaluateOptions = {},
): TE.TaskEither<FitError, EvaluationOf<AnyDataset>> {
  const { batchSize = 256, signal, top, confusion } = checkedOptions('evaluate', evaluateKinds, options)
  const [network, model] = isModel(of) ? [of.network, of] : [of, undefined]
  const given = entered('evaluate', backend, network, samples)
  const seen = model === undefined ? given : { ...given, normalization: model.normalization }
  const problem =
    mismatch('evaluate', network, seen) ??
    (model && modelProblem('evaluate', model)) ??
    sizeProblem(batchSize) ??
    askedProblem(seen, { top, confusion })
  if (problem !== undefined) return TE.left(problem)
  return () => evaluated(backend, network.nodes, constants(backend), seen, { batchSize, signal, top, confusion })
}

/**
 * How well a network answers a data set: by classes or probabilities (`Evaluation`: loss, accuracy, and with `top` and `confusion` what they ask for; a tie
 * of logits goes to the lower class; of cells of maps `CellEvaluation`, with each class's overlap, over those that have a class), by several labels (`LabelEvaluation`), by vectors (`VectorEvaluation`: errors and R²).
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
export const evaluate = evaluation

/** What each option holds. */
export const evaluateKinds: Kinds<EvaluateOptions> = {
  batchSize: optional(aNumber),
  top: optional(aNumber),
  confusion: optional(trueOrFalse),
  signal: optional(anAbortSignal),
}

/** As many as a matrix can have rows and columns, in 128 MiB. */
const mostConfused = 4096

const askedProblem = (samples: AnyDataset, { top, confusion }: Asked): BadOption | undefined => {
  const kind = kindOf(samples)
  if (kind === 'vectors' || kind === 'severalLabels') {
    if (top !== undefined) return badOption('top', `none for ${kind}`, top)
    return confusion === true ? badOption('confusion', `none for ${kind}`, confusion) : undefined
  }
  if (top !== undefined && !(Number.isInteger(top) && top > 0)) return badOption('top', 'a whole number, 1 or more', top)
  const classes = 'target' in samples ? channelsOf(samples.target.shape) : samples.classes
  return confusion === true && classes > mostConfused
    ? badOption('confusion', `none for more than ${mostConfused} classes`, classes)
    : undefined
}

const isModel = <Net extends AnyNetwork>(of: Net | Model<Net>): of is Model<Net> => 'network' in Object(of) // what is neither, the gate for networks says

/** The same for nodes that are known to go with the samples, their arrays wherever `lookup` finds them. */
export const evaluated = async (
  backend: Backend,
  nodes: readonly Node[],
  lookup: Lookup,
  samples: AnyDataset,
  { batchSize, signal, ...asked }: Pick<Settings, 'batchSize' | 'signal'> & Asked,
): Promise<E.Either<FitError, EvaluationOf<AnyDataset>>> => {
  const measure = measureOf(samples, asked)
  const sums = new Float64Array(measure.sums)
  async function* questions(): AsyncGenerator<E.Either<FitError, TE.TaskEither<FitError, Answered>>, void, undefined> {
    for (const indices of batchIndices(sampleCount(samples), batchSize, undefined)) {
      const stopped = abortedBy(signal)
      if (stopped !== undefined) return yield E.left(stopped)
      const given = answer(backend, nodes, lookup, inputAt<Shape>(samples, indices))()
      yield E.right(() => given.then(E.map((outputs) => ({ outputs, indices }))))
    }
  }
  for await (const answered of waitedFor(questions(), 1)) {
    if (E.isLeft(answered)) return answered
    const { outputs, indices } = answered.right
    const broken = answerProblem(outputs, known(indices[0]))
    if (broken !== undefined) return E.left(broken)
    measure.add(sums, outputs.values, indices)
  }
  return E.right(measure.result(sums))
}

/** A batch's outputs, read back: in float64 they say more than the device's own sum, and which sample has one that is not finite. */
interface Answered {
  readonly outputs: Tensor<Shape>
  readonly indices: Uint32Array
}

/** What is wrong with a batch size; undefined if nothing is. */
export const sizeProblem = (batchSize: number): BadOption | undefined =>
  Number.isInteger(batchSize) && batchSize > 0 ? undefined : badOption('batchSize', 'a whole number, 1 or more', batchSize)
