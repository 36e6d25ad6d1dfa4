/** One training step: loss, gradients, and what the optimizer makes of them, on the loss plus the sparsity term. */
import type { either as E } from 'fp-ts'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { type ByPath, type Context, differentiateNodes } from '../network/differentiate.js'
import { constants, evaluateNodes, type Lookup } from '../network/forward.js'
import type { Node } from '../network/network.js'
import type { Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { type Average, averaged } from './average.js'
import { type Clip, clippedBy } from './clip.js'
import { type DeviceState, lookupIn } from './deviceState.js'
import type { Kept, StepNumbers } from './optimizer/definition.js'
import { type Loss, lossDefinition } from './loss/loss.js'
import { type Optimizer, optimizerDefinition } from './optimizer/optimizer.js'
import type { TrainingBatch } from './trainingBatch.js'

/** Which arrays an update treats otherwise than the rest, by path. */
export interface UpdatePaths {
  /** the scales that lambda pulls towards 0 */
  readonly sparse: ReadonlySet<string>
  /** what weight decay leaves alone */
  readonly undecayed: ReadonlySet<string>
}

/** How parameters move. */
export interface UpdateOptions extends StepNumbers, UpdatePaths {
  readonly optimizer: Optimizer
  readonly lambda: number
  readonly clip: Clip | undefined
  readonly average: Average | undefined
}

/** What a step is told besides the state and the batch. */
export interface StepOptions extends UpdateOptions {
  /** for dropout */
  readonly key: Key
  readonly loss: Loss
}

/** What a step gives; all of it belongs to the caller. */
export interface Stepped {
  readonly state: DeviceState
  /** [loss, measure]: `engine/lossOperations.ts` */
  readonly outcome: DeviceArray
}

/** What a batch says: its outcome, the gradient of every trained array, the running statistics after it. */
export interface Derived {
  readonly outcome: DeviceArray
  readonly gradients: ByPath
  readonly statistics: ByPath
}

/** The state after one step; the state before it is left alone and still the caller's. */
export const step = (
  backend: Backend,
  nodes: readonly Node[],
  state: DeviceState,
  batch: TrainingBatch,
  options: StepOptions,
): E.Either<EngineError, Stepped> =>
  backend.scope(() => {
    const { outcome, gradients, statistics } = derived(backend, nodes, lookupIn(backend, state), batch, options.loss, training(options.key))
    return { state: updated(backend, state, gradients, statistics, options), outcome }
  })

/** How layers run in a step. */
export const training = (key: Key): Context => ({ key, needsInputGradient: false })

/** The first half of a step; only inside a `scope`. */
export const derived = (
  backend: Backend,
  nodes: readonly Node[],
  lookup: Lookup,
  { input, wanted: { labels, targets } }: TrainingBatch,
  loss: Loss,
  context: Context,
): Derived => {
  const { teacher, judged } = lossDefinition(loss)
  const from = backend.upload(input.values, input.shape)
  // before the learner, so that what lies between its layers is gone when the learner's is kept
  const taught = teacher && evaluateNodes(backend, teacher.of(loss).nodes, constants(backend), backend.share(from))
  const run = differentiateNodes(backend, nodes, lookup, from, context)
  const wanted = {
    labels: labels && backend.filled([labels.length], (values) => values.set(labels)),
    targets: targets && backend.upload(targets.values, targets.shape),
    taught,
  }
  const { outcome, gradient } = judged(backend, run.output, wanted, loss)
  for (const array of Object.values(wanted)) if (array !== undefined) backend.release(array)
  const { input: unused, arrays: gradients } = run.pullback(gradient)
  if (unused !== undefined) backend.release(unused)
  return { outcome, gradients, statistics: run.statistics }
}

/** The second half: every parameter moved by its gradient; takes gradients and statistics. Only inside a `scope`. */
export const updated = (
  backend: Backend,
  { arrays, kept, average }: DeviceState,
  gradients: ByPath,
  statistics: ByPath,
  { optimizer, learningRate, weightDecay, step: number, undecayed, lambda, sparse, clip, average: averaging }: UpdateOptions,
): DeviceState => {
  const { step: move } = optimizerDefinition(optimizer._tag)
  const totals = Object.entries(gradients).map(
    ([path, gradient]) =>
      [
        path,
        lambda > 0 && sparse.has(path) ? withSubgradient(backend, gradient, known(arrays.get(path), path), lambda) : gradient,
      ] as const,
  )
  const clipped = clippedBy(
    backend,
    clip,
    totals.map(([, total]) => total),
  )
  const moved = totals.map(([path, unclipped]) => {
    const parameter = known(arrays.get(path), path)
    const total = clipped(unclipped)
    const numbers = { learningRate, weightDecay: undecayed.has(path) ? 0 : weightDecay, step: number }
    const next = move(backend, parameter, total, kept.get(path) ?? nothing, optimizer, numbers)
    backend.release(total)
    return { path, ...next }
  })
  const next = new Map([...moved.map(({ path, parameter }) => [path, parameter] as const), ...Object.entries(statistics)])
  return {
    arrays: next,
    average: averaging && averaged(backend, averaging, known(average, 'an average'), next),
    kept: new Map(moved.map(({ path, kept: next }) => [path, next] as const)),
  }
}

/** What an optimizer keeps before its first step. */
const nothing: Kept = {}

/** gradient + lambda * sign(scale); takes the gradient. */
const withSubgradient = (backend: Backend, gradient: DeviceArray, scale: DeviceArray, lambda: number): DeviceArray => {
  const sign = backend.sign(scale)
  const sum = backend.combine(1, gradient, lambda, sign)
  backend.release(sign)
  backend.release(gradient)
  return sum
}
