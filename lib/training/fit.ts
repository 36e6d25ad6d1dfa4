/**
 * Training as a fold over batches that yields its progress. Stopping, logging and checkpointing are the caller's ordinary code:
 *
 *     for await (const epoch of fit(backend, network, samples, options)) ...
 *
 * On one's own backend a step is told of when the next one was taken: its loss is read from a GPU while that is computed there.
 * Leaving the loop early frees everything on the device, and so does the options' `signal`. Same network, samples, options and key give the
 * same bits on hosts of one kind: with relaxed SIMD or without. `startWasm({ relaxedSimd: false })` makes all hosts agree.
 */
import { either as E } from 'fp-ts'
import { type AnyDataset, type Dataset, sampleCount } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork, Node } from '../network/network.js'
import { abortedBy } from './aborted.js'
import { type ArrayValues, type StateValues, withMoved } from './deviceState.js'
import { entered } from './entered.js'
import { epochSteps, type StepDone } from './epochSteps.js'
import { epochMeasure, type EpochOf } from './epoch.js'
import type { FitError } from './fitError.js'
import { type AnyRequest, checkedRequest, type FitRequest } from './fitRequest.js'
import { emptySlots } from './optimizerState.js'
import { firstState, meanRate, recordedOptions, resumeProblem } from './fitState.js'
import { frozenPaths, frozenProblem, withFrozen } from './frozenLayers.js'
import { mayLackClasses } from './loss/answers.js'
import type { Loss, LossFor } from './loss/loss.js'
import { type DataFor, mismatch } from './mismatch.js'
import { badOption, optionProblem, type Settings, settingsOf } from './options.js'
import { ownSteps } from './ownSteps.js'
import { ownModules } from './parallel/importedLayers.js'
import { modulesOfLoss } from './parallel/importedLoss.js'
import { parallelSteps } from './parallel/parallelSteps.js'
import { undecayedPaths } from './undecayedPaths.js'
import { singleValue } from './singleValue.js'
import { sparsePaths } from './sparsity.js'
import { memoryProblem } from './stepMemory.js'
import { batchPlans } from './stepPlans.js'
import type { Steps } from './steps.js'
import { validatedOn, validationProblem } from './validation.js'
import { waitedFor } from './waitedFor.js'

/**
 * Train, yielding every step and every epoch; ends after the last epoch, or after the first `Left`.
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
export const fitSteps = <
  Net extends AnyNetwork,
  Data extends AnyDataset,
  Held extends AnyDataset = Dataset<Net['input']>,
  Told extends Loss = Loss,
>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Data>,
  options: FitRequest<Net['input'], DataFor<Net, Held>, LossFor<Net, Data, Told>>,
): Progressing<StepDone | EpochOf<Net, Data>> => begun('fitSteps', backend, network, samples, options)

/** The options are looked at now, not when the first event is asked for: what no compiler lets pass throws at the call. */
const begun = <Net extends AnyNetwork, Data extends AnyDataset, Held, Told>(
  caller: string,
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Data>,
  options: FitRequest<Net['input'], Held, Told>,
): Progressing<StepDone | EpochOf<Net, Data>> =>
  events<Net, Data>(backend, network, entered(caller, backend, network, samples), checkedRequest(caller, options))

type Progressing<Event> = AsyncGenerator<E.Either<FitError, Event>, void, undefined>

async function* events<Net extends AnyNetwork, Data extends AnyDataset>(
  backend: Backend,
  network: Net,
  samples: AnyDataset,
  options: AnyRequest,
): Progressing<StepDone | EpochOf<Net, Data>> {
  const settings = settingsOf(options, samples, frozenPaths(network.nodes, options.frozen ?? []))
  const training = withFrozen(network, settings.frozen)
  const { validation, resume = firstState } = options
  const problem =
    abortedBy(settings.signal) ??
    optionProblem(settings, samples, options, network) ??
    mismatch('fit', network, samples) ??
    frozenProblem(network.nodes, options.frozen) ??
    validationProblem(samples, validation) ??
    resumeProblem(network.nodes, resume, settings, samples) ??
    (resume.epochsDone < settings.epochs ? singleValue(training, samples, settings) : undefined) ??
    memoryProblem(backend, training, Math.ceil(Math.min(settings.batchSize, sampleCount(samples)) / settings.workers), {
      ...settings,
      mayLackClasses: mayLackClasses(samples),
    })
  if (problem !== undefined) return yield E.left(problem)
  const started = startSteps(
    backend,
    training.nodes,
    { slots: resume.optimizer.slots, average: settings.average && (resume.average ?? {}) },
    samples,
    settings,
  )
  if (E.isLeft(started)) return yield started
  const steps = started.right
  const recorded = recordedOptions(settings, samples)
  let { stepsDone } = resume
  let learningRates = resume.told?.learningRates ?? []
  const paths = {
    sparse: sparsePaths(network.input, network.nodes, settings.sparsity.over),
    undecayed: undecayedPaths(network.nodes, settings.weightDecay.over),
  }
  try {
    let batches = batchPlans(settings, sampleCount(samples), resume.epochsDone)
    for (let epoch = resume.epochsDone; epoch < settings.epochs; epoch += 1) {
      const following = batchPlans(settings, sampleCount(samples), epoch + 1)
      let measure = 0
      let lossSum = 0
      let seen = 0
      const rates: number[] = []
      for await (const taken of waitedFor(
        epochSteps(steps, settings, paths, { epoch, batches, following: following[0], stepsDone }),
        steps.ahead,
      )) {
        if (E.isLeft(taken)) return yield E.left(abortedBy(settings.signal) ?? taken.left)
        const { done, answers } = taken.right
        if (!Number.isFinite(done.loss)) return yield E.left({ _tag: 'LossNotFinite', epoch, step: done.step, loss: done.loss })
        measure += taken.right.measure
        lossSum += done.loss * answers
        seen += answers
        rates.push(done.learningRate)
        yield E.right(done)
      }
      const moved = await steps.values()
      if (E.isLeft(moved)) return yield E.left(abortedBy(settings.signal) ?? moved.left)
      const broken = notFinite(moved.right.arrays)
      if (broken !== undefined) return yield E.left({ _tag: 'WeightsNotFinite', epoch, path: broken })
      const trained = withMoved(network, moved.right.arrays)
      const averaged = moved.right.average && withMoved(network, moved.right.average)
      const validated = await validatedOn(backend, trained, validation, settings)
      if (E.isLeft(validated)) return yield validated
      const averagedValidated = averaged === undefined ? E.right(undefined) : await validatedOn(backend, averaged, validation, settings)
      if (E.isLeft(averagedValidated)) return yield averagedValidated
      stepsDone += batches.length
      learningRates = [...learningRates, meanRate(rates)]
      yield E.right({
        _tag: 'epoch',
        epoch,
        network: trained,
        averaged,
        state: {
          epochsDone: epoch + 1,
          stepsDone,
          told: { options: recorded, learningRates },
          optimizer: { name: settings.optimizer._tag, slots: { ...emptySlots(settings.optimizer._tag), ...moved.right.slots } },
          ...(moved.right.average && { average: moved.right.average }),
        },
        loss: lossSum / Math.max(seen, 1),
        ...epochMeasure(samples, measure, seen),
        validation: validated.right,
        averagedValidation: averagedValidated.right,
      } as unknown as EpochOf<Net, Data>) // by the kind of answers, as its type says
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
  initial: Pick<StateValues, 'slots' | 'average'>,
  samples: AnyDataset,
  { workers, workerTimeout, batchSize, signal, loss, accumulate }: Settings,
): E.Either<FitError, Steps> => {
  if (workers === 1) return ownSteps(backend, nodes, initial, samples, { loss, accumulate })
  if (backend.origin === undefined)
    return E.left(badOption('workers', `1 with the ${backend.name} backend, which workers cannot start`, workers))
  const homeless = [...ownModules(nodes), ...modulesOfLoss(loss)].find(({ module }) => module === undefined)
  if (homeless !== undefined)
    return E.left(badOption('workers', `1 with ${homeless.tag}, whose definition names no module that workers could import`, workers))
  const crew = { workers: Math.min(workers, batchSize, sampleCount(samples)), accumulate, timeout: workerTimeout, signal }
  return E.right(parallelSteps(backend.origin, nodes, initial, samples, loss, crew))
}

/** The array in which the last update left NaN or an infinity: the loss, taken before it, does not show that. */
const notFinite = (arrays: ArrayValues): string | undefined =>
  Object.entries(arrays).find(([, values]) => !values.every(Number.isFinite))?.[0]

/**
 * Train, yielding each epoch: its network (a value), mean loss, accuracy, and the state to resume from.
 *
 * The network is the result of the whole fit so far; keep the one you like. A `Left` is the last thing yielded: bad options, a data set
 * that does not go with the network, a loss that is not finite, a device out of memory.
 *
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * const started = await startWasm()()
 * const accuracies: number[] = []
 * if (E.isRight(started)) {
 *   const options = { epochs: 5, batchSize: 16, learningRate: 0.1, momentum: 0.9, key: key(2) }
 *   for await (const epoch of fit(started.right, network, digits, options)) {
 *     if (E.isLeft(epoch)) break // errorMessage(epoch.left) says why
 *     accuracies.push(epoch.right.accuracy)
 *     if (accuracies.length === 3) break // enough
 *   }
 * }
 * accuracies.length // => 3
 */
export const fit = <
  Net extends AnyNetwork,
  Data extends AnyDataset,
  Held extends AnyDataset = Dataset<Net['input']>,
  Told extends Loss = Loss,
>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Data>,
  options: FitRequest<Net['input'], DataFor<Net, Held>, LossFor<Net, Data, Told>>,
): Progressing<EpochOf<Net, Data>> =>
  epochsOf(begun<Net, Data, DataFor<Net, Held>, LossFor<Net, Data, Told>>('fit', backend, network, samples, options))

async function* epochsOf<Epoch extends { readonly _tag: 'epoch' }>(steps: Progressing<StepDone | Epoch>): Progressing<Epoch> {
  for await (const event of steps) {
    if (E.isLeft(event)) yield event
    else if (event.right._tag === 'epoch') yield E.right(event.right)
  }
}
