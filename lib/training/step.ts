/**
 * One training step: loss, gradients, update. Mini-batch SGD with momentum as PyTorch writes it (`engine/backend.ts` has the formula),
 * on mean softmax cross-entropy plus the sparsity term.
 */
import type { either as E } from 'fp-ts'
import type { Batch } from '../data/batch.js'
import type { Backend, DeviceArray, SgdOptions } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { differentiateNodes } from '../network/differentiate.js'
import type { Node } from '../network/network.js'
import type { Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import { type DeviceState, lookupIn } from './deviceState.js'

export interface StepOptions {
  readonly sgd: SgdOptions
  readonly lambda: number
  /** paths of the scales that lambda pulls towards 0 */
  readonly sparse: ReadonlySet<string>
  /** for dropout */
  readonly key: Key
}

export interface Stepped {
  readonly state: DeviceState
  /** mean cross-entropy, shape [] */
  readonly loss: DeviceArray
  readonly logits: DeviceArray
}

/** The state after one step; the state before it is left alone and still the caller's. */
export const step = (
  backend: Backend,
  nodes: readonly Node[],
  state: DeviceState,
  batch: Batch<Shape>,
  options: StepOptions,
): E.Either<EngineError, Stepped> =>
  backend.scope(() => {
    const { input, labels } = batch
    const context = { key: options.key, needsInputGradient: false }
    const run = differentiateNodes(backend, nodes, lookupIn(backend, state), backend.upload(input.values, input.shape), context)
    const logits = backend.share(run.output)
    const target = backend.upload(oneHot(labels, known(logits.shape[1])), logits.shape)
    const { loss, logitsGradient } = backend.softmaxCrossEntropy(run.output, target)
    backend.release(target)
    const { arrays: gradients } = run.pullback(logitsGradient)
    return { state: updated(backend, state, gradients, run.statistics, options), loss, logits }
  })

const updated = (
  backend: Backend,
  { arrays, velocity }: DeviceState,
  gradients: Readonly<Record<string, DeviceArray>>,
  statistics: Readonly<Record<string, DeviceArray>>,
  { sgd, lambda, sparse }: StepOptions,
): DeviceState => {
  const moved = Object.entries(gradients).map(([path, gradient]) => {
    const parameter = known(arrays.get(path), path)
    const total = lambda > 0 && sparse.has(path) ? withSubgradient(backend, gradient, parameter, lambda) : gradient
    const next = backend.sgd(parameter, total, velocity.get(path), sgd)
    backend.release(total)
    return { path, ...next }
  })
  return {
    arrays: new Map([...moved.map(({ path, parameter }) => [path, parameter] as const), ...Object.entries(statistics)]),
    velocity: new Map(moved.flatMap(({ path, velocity: next }) => (next === undefined ? [] : [[path, next] as const]))),
  }
}

/** gradient + lambda * sign(scale); takes the gradient. */
const withSubgradient = (backend: Backend, gradient: DeviceArray, scale: DeviceArray, lambda: number): DeviceArray => {
  const sign = backend.sign(scale)
  const sum = backend.combine(1, gradient, lambda, sign)
  backend.release(sign)
  backend.release(gradient)
  return sum
}

/** [batch, classes], 1 at each label. */
const oneHot = (labels: Uint8Array, classes: number): Float32Array => {
  const target = new Float32Array(labels.length * classes)
  labels.forEach((label, sample) => {
    target[sample * classes + label] = 1
  })
  return target
}
