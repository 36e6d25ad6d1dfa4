/** One training step: loss, gradients, and what the optimizer makes of them, on the loss plus the sparsity term. */
import type { either as E } from 'fp-ts'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import type { ByPath } from '../network/differentiate.js'
import type { Node } from '../network/network.js'
import type { Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { type Average, averaged } from './average.js'
import { type Clip, clippedBy } from './clip.js'
import { derivedInParts } from './derivedInParts.js'
import type { DeviceState } from './deviceState.js'
import type { Kept, StepNumbers } from './optimizer/definition.js'
import type { Loss } from './loss/loss.js'
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

/** The state after one step on a batch, given in one part or several; the state before it is left alone and still the caller's. */
export const step = (
  backend: Backend,
  nodes: readonly Node[],
  state: DeviceState,
  parts: readonly TrainingBatch[],
  options: StepOptions,
): E.Either<EngineError, Stepped> =>
  backend.scope(() => {
    const { outcome, gradients, statistics } = derivedInParts(backend, nodes, state, parts, options.loss, options.key)
    return { state: updated(backend, state, gradients, statistics, options), outcome }
  })

/** The second half of a step: every parameter moved by its gradient; takes gradients and statistics. Only inside a `scope`. */
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
