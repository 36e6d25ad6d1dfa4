/** A model's answers to raw samples, cell by cell. */
import type { taskEither as TE } from 'fp-ts'
import { answersProblem, type Model, modelProblem } from '../data/model.js'
import type { RawSamples } from '../data/storedValues.js'
import type { Backend } from '../engine/backend.js'
import { givenBackend } from '../engine/givenBackend.js'
import { answer, constants } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import type { Verdict, Verdicts } from '../shape/checked.js'
import { anObject } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import type { MayEqual, ShowShape } from '../shape/shape.js'
import { type AnsweredBatches, answerEach, type Ask, batchesKinds, type PredictError } from './answerEach.js'
import { frozenBy } from './frozen.js'
import { type Segmentation, segmentationOf } from './segmentation.js'

/** How samples are answered. */
export interface SegmentOptions extends AnsweredBatches {}

/** A model of maps, or the sentence about another one. */
type OfMaps<Given extends Model<AnyNetwork>> = unknown extends Verdicts[Verdict<
  MayEqual<readonly [number, number, number], Given['network']['output']>
>]
  ? Given
  : `segment answers the cells of a map, but the network gives ${ShowShape<Given['network']['output']>}: ask predict`

/** What is said of each sample. */
type Segmented<Given extends Model<AnyNetwork>> = TE.TaskEither<PredictError, readonly Segmentation<Given['network']['output']>[]>

/**
 * What a model whose network gives maps of logits says of raw samples, in their order, cell by cell: the likeliest class, its probability, and every
 * class's.
 *
 *     probabilities = softmax(forward(network, normalized samples)) over the classes of each cell
 *
 * Every cell is answered by a class, also where masks left some without one (`cellClasses`, `unlabeled`). Where labels do not exclude each other (masks as `severalLabels`), a cell's logits are each by itself, and `regress` gives them.
 *
 * samples  as for `predict`
 *
 * A network that gives no map is a compile error, and where the compiler did not know, a `Left`; so are, as in `predict`, a length that is not whole
 * samples, numbers that are not finite, a device that runs out of memory.
 *
 * @example
 * const network = unet({ input: [8, 8, 1], classes: 3, cfg: [4, 4, 6, 6, 4, 4, 4] })(key(0)) // trained, say, on cellClasses
 * const answered = F.pipe(
 *   TE.Do,
 *   TE.apS('backend', startWasm()),
 *   TE.bindW('model', () => TE.fromEither(modelOf(network, { normalization: 'none', classNames: ['road', 'grass', 'sky'] }))),
 *   TE.flatMap(({ backend, model }) => segment(backend, model, new Uint8Array(64))),
 *   TE.map((segmentations) => segmentations.map(({ classes, probabilities }) => [classes.length, probabilities.shape])),
 * )
 * await answered() // => E.right([[64, [8, 8, 3]]])
 */
export const segment = <Given extends Model<AnyNetwork>>(
  backend: Backend,
  model: OfMaps<Given>,
  samples: RawSamples,
  options: SegmentOptions = {},
): Segmented<Given> => {
  const lookup = constants(givenBackend('segment', backend))
  return segmentedBy('segment', (batch) => answer(backend, (model as Given).network.nodes, lookup, batch), model as Given, samples, options)
}

/** A model of maps that answers raw samples. */
export interface Segmenter<Given extends Model<AnyNetwork>> {
  (samples: RawSamples, options?: SegmentOptions): Segmented<Given>
  /** As a `frozen` network's: frees what it keeps on the device, once all that was asked before is answered. Asked afterwards, it answers `Released`. */
  readonly release: () => void
}

/**
 * The model as a function from raw samples to segmentations, for many questions: to `segment` what `predictor` is to `predict`.
 *
 * @example
 * const network = unet({ input: [8, 8, 1], classes: 2, cfg: [4, 4, 6, 6, 4, 4, 4] })(key(0))
 * const answered = F.pipe(
 *   TE.Do,
 *   TE.apS('backend', startWasm()),
 *   TE.bindW('model', () => TE.fromEither(modelOf(network, { normalization: 'none' }))),
 *   TE.let('ask', ({ backend, model }) => segmenter(backend, model)),
 *   TE.flatMap(({ ask }) => ask(new Uint8Array(128))),
 *   TE.map(({ length }) => length),
 * )
 * await answered() // => E.right(2)
 */
export const segmenter = <Given extends Model<AnyNetwork>>(backend: Backend, model: OfMaps<Given>): Segmenter<Given> => {
  const given = checkedArgument('segmenter', 'the model', anObject<Given>(), model)
  const { answer: ask, asked, release } = frozenBy('segmenter', backend, given.network)
  return Object.assign(
    (samples: RawSamples, options: SegmentOptions = {}): Segmented<Given> => asked(segmentedBy('segmenter', ask, given, samples, options)),
    { release },
  )
}

const segmentedBy = <Given extends Model<AnyNetwork>>(
  caller: string,
  ask: Ask,
  model: Given,
  samples: RawSamples,
  options: SegmentOptions,
): Segmented<Given> =>
  answerEach(
    caller,
    ask,
    model,
    samples,
    checkedOptions(caller, batchesKinds, options),
    modelProblem(caller, model) ?? answersProblem(model, 3),
    (logits) => segmentationOf(logits, model.network.output),
  ) as Segmented<Given>
