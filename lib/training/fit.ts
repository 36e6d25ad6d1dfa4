/**
 * Training as a fold over batches that yields its progress. Stopping, logging and checkpointing are the caller's ordinary code:
 *
 *     for await (const epoch of fit(backend, network, samples, options)) ...
 *
 * Leaving the loop early frees everything on the device. Same network, samples, options and key: same bits.
 */
import { either as E, taskEither as TE } from 'fp-ts'
import { batchIndices } from '../data/batch.js'
import { type Dataset, sampleCount } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import { arraysOf } from '../network/arrays.js'
import type { Arch, Network, Node } from '../network/network.js'
import { foldIn } from '../random/key.js'
import type { Cfg } from '../shape/atMost.js'
import type { Shape } from '../shape/shape.js'
import { type ArrayValues, type Velocity, withMoved } from './deviceState.js'
import type { FitError } from './fitError.js'
import { mismatch } from './mismatch.js'
import { badOption, type BadOption, type FitOptions, optionProblem, type Settings, settingsOf } from './options.js'
import { ownSteps } from './ownSteps.js'
import { parallelSteps } from './parallel/parallelSteps.js'
import type { Progress } from './schedule.js'
import { sparsePaths } from './sparsity.js'
import { memoryProblem } from './stepMemory.js'
import type { BatchPlan, StepPlan, Steps } from './steps.js'

/** Where a fit stands between epochs: enough, with the network, to go on as if it had not stopped. */
export interface FitState {
  readonly epochsDone: number
  readonly velocity: Velocity
}

/** One step was taken. */
export interface StepDone extends Progress {
  readonly _tag: 'step'
  /** of this batch, without the sparsity term */
  readonly loss: number
  readonly learningRate: number
}

/** One pass over the samples was made; the network is a value to keep. */
export interface EpochDone<Net> {
  readonly _tag: 'epoch'
  /** counted from 0 */
  readonly epoch: number
  readonly network: Net
  readonly state: FitState
  /** mean over the epoch's samples as they were met, in training mode */
  readonly loss: number
  readonly accuracy: number
}

/**
 * Train, yielding every step and every epoch; ends after the last epoch, or after the first `Left`.
 *
 * resume  the state of an earlier fit's epoch, together with that epoch's network
 *
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * const started = await startWasm()()
 * const losses: number[] = []
 * if (E.isRight(started)) {
 *   const options = { epochs: 1, batchSize: 16, learningRate: cosine({ rate: 0.1 }), key: key(2) }
 *   for await (const event of fitSteps(started.right, network, digits, options)) {
 *     if (E.isRight(event) && event.right._tag === 'step') losses.push(event.right.loss)
 *   }
 * }
 * losses.length // => 4
 */
export async function* fitSteps<In extends Shape, Out extends Shape, Widths extends Cfg, Name extends Arch>(
  backend: Backend,
  network: Network<In, Out, Widths, Name>,
  samples: Dataset<In>,
  options: FitOptions,
  resume: FitState = { epochsDone: 0, velocity: {} },
): AsyncGenerator<E.Either<FitError, StepDone | EpochDone<Network<In, Out, Widths, Name>>>, void, undefined> {
  const settings = settingsOf(options)
  const problem =
    optionProblem(settings, samples) ??
    mismatch(network, samples) ??
    resumeProblem(network.nodes, resume) ??
    memoryProblem(backend, network, Math.ceil(Math.min(settings.batchSize, sampleCount(samples)) / settings.workers), settings.momentum)
  if (problem !== undefined) return yield E.left(problem)
  const started = startSteps(backend, network.nodes, resume.velocity, samples, settings)
  if (E.isLeft(started)) return yield started
  const steps = started.right
  const sparse = sparsePaths(network.input, network.nodes, settings.sparsity.over)
  try {
    let batches = batchesOf(settings, sampleCount(samples), resume.epochsDone)
    for (let epoch = resume.epochsDone; epoch < settings.epochs; epoch += 1) {
      const following = batchesOf(settings, sampleCount(samples), epoch + 1)
      let correct = 0
      let lossSum = 0
      let seen = 0
      for (const [at, batch] of batches.entries()) {
        const progress = { epoch, epochs: settings.epochs, step: at, stepsPerEpoch: batches.length }
        const learningRate = settings.schedule(progress)
        if (!(learningRate >= 0 && Number.isFinite(learningRate))) return yield E.left(badRate(learningRate))
        const taken = await steps.take(planned(batch, settings, progress, learningRate, sparse), batches[at + 1] ?? following[0])
        if (E.isLeft(taken)) return yield taken
        const { loss } = taken.right
        if (!Number.isFinite(loss)) return yield E.left({ _tag: 'LossNotFinite', epoch, step: at, loss })
        correct += taken.right.correct
        lossSum += loss * batch.indices.length
        seen += batch.indices.length
        yield E.right({ _tag: 'step', ...progress, loss, learningRate })
      }
      const moved = await steps.values()
      if (E.isLeft(moved)) return yield moved
      const broken = notFinite(moved.right.arrays)
      if (broken !== undefined) return yield E.left({ _tag: 'WeightsNotFinite', epoch, path: broken })
      yield E.right({
        _tag: 'epoch',
        epoch,
        network: withMoved(network, moved.right.arrays),
        state: { epochsDone: epoch + 1, velocity: moved.right.velocity },
        loss: lossSum / Math.max(seen, 1),
        accuracy: correct / Math.max(seen, 1),
      })
      batches = following
    }
  } finally {
    await steps.end()
  }
}

/** One worker: the caller's backend itself. More: as many like it, but never more than a batch has samples. */
const startSteps = (
  backend: Backend,
  nodes: readonly Node[],
  velocity: Velocity,
  samples: Dataset<Shape>,
  { workers, workerTimeout, batchSize }: Settings,
): E.Either<FitError, Steps> => {
  if (workers === 1) return ownSteps(backend, nodes, velocity, samples)
  if (backend.origin === undefined) return E.left(badOption('workers', '1 with a backend that workers cannot start', workers))
  const crew = { workers: Math.min(workers, batchSize, sampleCount(samples)), timeout: workerTimeout }
  return E.right(parallelSteps(backend.origin, nodes, velocity, samples, crew))
}

/** An epoch's batches in order; none past the last epoch. Every sample is augmented by a draw of its own, which no division of the batches changes. */
const batchesOf = (settings: Settings, samples: number, epoch: number): readonly BatchPlan[] => {
  const key = foldIn(settings.key, epoch)
  const augment = settings.augmentation && { augmentation: settings.augmentation, key: foldIn(key, 2) }
  return epoch < settings.epochs
    ? batchIndices(samples, settings.batchSize, foldIn(key, 0), settings).map((indices) => ({ indices, augment }))
    : []
}

const planned = (
  batch: BatchPlan,
  { momentum, nesterov, weightDecay, sparsity, key }: Settings,
  { epoch, step }: Progress,
  learningRate: number,
  sparse: ReadonlySet<string>,
): StepPlan => ({
  batch,
  key: foldIn(foldIn(foldIn(key, epoch), 1), step),
  update: { sgd: { learningRate, momentum, nesterov, weightDecay }, lambda: sparsity.lambda, sparse },
})

/** Where the last update left a number that is none; the loss, taken before it, could not tell. */
const notFinite = (arrays: ArrayValues): string | undefined =>
  Object.entries(arrays).find(([, values]) => !values.every(Number.isFinite))?.[0]

const badRate = (rate: number): BadOption => badOption('learningRate', 'a finite number, 0 or more', rate)

/** A state of another network (narrowed since, say) has velocities that do not fit. */
const resumeProblem = (nodes: readonly Node[], { epochsDone, velocity }: FitState): BadOption | undefined => {
  if (!(Number.isInteger(epochsDone) && epochsDone >= 0)) return badOption('resume.epochsDone', 'a whole number, 0 or more', epochsDone)
  const sizes = new Map(arraysOf({ nodes }).map(({ path, values }) => [path, values.length]))
  const wrong = Object.entries(velocity).find(([path, { length }]) => sizes.get(path) !== length)
  return wrong && badOption(`resume.velocity["${wrong[0]}"]`, `${sizes.get(wrong[0]) ?? 'no'} numbers`, wrong[1].length)
}

/**
 * Train, yielding each epoch: its network (a value), mean loss, accuracy, and the state to resume from.
 *
 * The network is the result of the whole fit so far; keep the one you like. A `Left` is the last thing yielded: bad options, a data set
 * that does not go with the network, a loss that is no number, no memory.
 *
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * const started = await startWasm()()
 * const accuracies: number[] = []
 * if (E.isRight(started)) {
 *   const options = { epochs: 5, batchSize: 16, learningRate: 0.1, momentum: 0.9, key: key(2) }
 *   for await (const epoch of fit(started.right, network, digits, options)) {
 *     if (E.isLeft(epoch)) break // fitMessage(epoch.left) says why
 *     accuracies.push(epoch.right.accuracy)
 *     if (accuracies.length === 3) break // enough
 *   }
 * }
 * accuracies.length // => 3
 */
export async function* fit<In extends Shape, Out extends Shape, Widths extends Cfg, Name extends Arch>(
  backend: Backend,
  network: Network<In, Out, Widths, Name>,
  samples: Dataset<In>,
  options: FitOptions,
  resume?: FitState,
): AsyncGenerator<E.Either<FitError, EpochDone<Network<In, Out, Widths, Name>>>, void, undefined> {
  for await (const event of fitSteps(backend, network, samples, options, resume)) {
    if (E.isLeft(event)) yield event
    else if (event.right._tag === 'epoch') yield E.right(event.right)
  }
}

/**
 * The whole fit as one task: the network after the last epoch, or what went wrong.
 *
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * const tuned = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => train(backend, network, digits, { epochs: 1, batchSize: 16, learningRate: 0.1, key: key(2) })),
 *   TE.map(({ cfg }) => cfg),
 * )
 * await tuned() // => E.right([16])
 */
export const train =
  <In extends Shape, Out extends Shape, Widths extends Cfg, Name extends Arch>(
    backend: Backend,
    network: Network<In, Out, Widths, Name>,
    samples: Dataset<In>,
    options: FitOptions,
  ): TE.TaskEither<FitError, Network<In, Out, Widths, Name>> =>
  async () => {
    let last: E.Either<FitError, Network<In, Out, Widths, Name>> = E.right(network)
    for await (const epoch of fit(backend, network, samples, options)) last = E.isLeft(epoch) ? epoch : E.right(epoch.right.network)
    return last
  }
