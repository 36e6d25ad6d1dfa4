/**
 * Training as a fold over batches that yields its progress. Stopping, logging and checkpointing are the caller's ordinary code:
 *
 *     for await (const epoch of fit(backend, network, samples, options)) ...
 *
 * On one's own backend a step is told of when the next one was taken: its loss is read from a GPU while that is computed there.
 * Leaving the loop early frees everything on the device, and so does the options' `signal`; the last event is told when all is free, and a
 * fit that nobody asks any more is freed when the collector finds it. Same network, samples, options and key give the
 * same bits on hosts of one kind: with relaxed SIMD or without. `startWasm({ relaxedSimd: false })` makes all hosts agree.
 */
import { either as E } from 'fp-ts'
import { type AnyDataset, type Dataset, sampleCount } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { abortedBy } from './aborted.js'
import { endedWhenDropped, type Held } from './dropped.js'
import { endEpoch, type Fit } from './endEpoch.js'
import { entered } from './entered.js'
import type { EpochOf } from './epoch.js'
import { epochSteps, type StepDone } from './epochSteps.js'
import { andStep, noSteps } from './epochTotals.js'
import type { FitError } from './fitError.js'
import { fitProblem } from './fitProblem.js'
import { type AnyRequest, checkedRequest, type FitRequest } from './fitRequest.js'
import { type FitState, firstState, recordedOptions } from './fitState.js'
import { frozenPaths, withFrozen } from './frozenLayers.js'
import type { Loss, LossFor } from './loss/loss.js'
import type { DataFor } from './mismatch.js'
import { settingsOf } from './options.js'
import { sparsePaths } from './sparsity.js'
import { startSteps } from './startSteps.js'
import { batchPlans } from './stepPlans.js'
import { undecayedPaths } from './undecayedPaths.js'
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
  Samples extends AnyDataset,
  Validation extends AnyDataset = Dataset<Net['input']>,
  FitLoss extends Loss = Loss,
>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Samples>,
  options: FitRequest<Net['input'], DataFor<Net, Validation>, LossFor<Net, Samples, FitLoss>>,
): Progressing<StepDone | EpochOf<Net, Samples>> => begun('fitSteps', backend, network, samples, options)

/** The options are looked at now, not when the first event is asked for: what no compiler lets pass throws at the call. */
const begun = <Net extends AnyNetwork, Samples extends AnyDataset, Validation, FitLoss>(
  caller: string,
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Samples>,
  options: FitRequest<Net['input'], Validation, FitLoss>,
): Progressing<StepDone | EpochOf<Net, Samples>> =>
  endedWhenDropped((held) =>
    events<Net, Samples>(backend, network, entered(caller, backend, network, samples), checkedRequest(caller, options), held),
  )

type Progressing<Event> = AsyncGenerator<E.Either<FitError, Event>, void, undefined>

async function* events<Net extends AnyNetwork, Samples extends AnyDataset>(
  backend: Backend,
  network: Net,
  samples: AnyDataset,
  options: AnyRequest,
  held: Held,
): Progressing<StepDone | EpochOf<Net, Samples>> {
  const settings = settingsOf(options, samples, frozenPaths(network.nodes, options.frozen ?? []))
  const { validation, resume = firstState } = options
  const problem = fitProblem(backend, network, samples, options, settings, resume)
  if (problem !== undefined) return yield E.left(problem)
  const initial = { slots: resume.optimizer.slots, average: settings.average && (resume.average ?? {}) }
  const started = startSteps(backend, withFrozen(network, settings.frozen).nodes, initial, samples, settings)
  if (E.isLeft(started)) return yield started
  held.steps = started.right
  const standing = { backend, network, samples, validation, settings, steps: started.right, recorded: recordedOptions(settings, samples) }
  let last: E.Either<FitError, EpochOf<Net, Samples>> | undefined
  try {
    last = yield* eventsBut<Net, Samples>(standing, resume)
  } finally {
    held.steps = undefined
    await started.right.end()
  }
  if (last !== undefined) yield last
}

/** All events but the last, which it returns: that is told when nothing is on the device any more, so that nobody has to ask what comes after it. */
async function* eventsBut<Net extends AnyNetwork, Samples extends AnyDataset>(
  standing: Fit<Net>,
  resume: FitState,
): AsyncGenerator<E.Either<never, StepDone | EpochOf<Net, Samples>>, E.Either<FitError, EpochOf<Net, Samples>> | undefined, undefined> {
  const { network, samples, settings, steps } = standing
  const paths = {
    sparse: sparsePaths(network.input, network.nodes, settings.sparsity.over),
    undecayed: undecayedPaths(network.nodes, settings.weightDecay.over),
  }
  let state = resume
  let batches = batchPlans(settings, sampleCount(samples), state.epochsDone)
  while (state.epochsDone < settings.epochs) {
    const { epochsDone: epoch, stepsDone } = state
    const following = batchPlans(settings, sampleCount(samples), epoch + 1)
    let totals = noSteps
    for await (const taken of waitedFor(
      epochSteps(steps, settings, paths, { epoch, batches, following: following[0], stepsDone }),
      steps.ahead,
    )) {
      if (E.isLeft(taken)) return E.left(abortedBy(settings.signal) ?? taken.left)
      const { done } = taken.right
      if (!Number.isFinite(done.loss)) return E.left({ _tag: 'LossNotFinite', epoch, step: done.step, loss: done.loss })
      totals = andStep(totals, taken.right)
      yield E.right(done)
    }
    const ended = await endEpoch<Net, Samples>(standing, state, totals)
    if (E.isLeft(ended) || epoch + 1 === settings.epochs) return ended
    yield ended
    state = ended.right.state
    batches = following
  }
  return undefined
}

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
  Samples extends AnyDataset,
  Validation extends AnyDataset = Dataset<Net['input']>,
  FitLoss extends Loss = Loss,
>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Samples>,
  options: FitRequest<Net['input'], DataFor<Net, Validation>, LossFor<Net, Samples, FitLoss>>,
): Progressing<EpochOf<Net, Samples>> =>
  epochsOf(begun<Net, Samples, DataFor<Net, Validation>, LossFor<Net, Samples, FitLoss>>('fit', backend, network, samples, options))

async function* epochsOf<Epoch extends { readonly _tag: 'epoch' }>(steps: Progressing<StepDone | Epoch>): Progressing<Epoch> {
  for await (const event of steps) {
    if (E.isLeft(event)) yield event
    else if (event.right._tag === 'epoch') yield E.right(event.right)
  }
}
