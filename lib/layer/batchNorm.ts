/**
 * Batch normalization (Ioffe and Szegedy 2015), over maps and over features alike:
 *
 *     y = (x - mean) / sqrt(variance + epsilon) * scale + shift        per channel
 *
 * Training uses the batch's own mean and biased variance, and moves the running ones by PyTorch's rule:
 * running = (1 - momentum) * running + momentum * batch, where the variance kept is the unbiased one, n / (n - 1) of the batch's.
 * Evaluation uses the running ones.
 */
import { either as E } from 'fp-ts'
import type { Backend, DeviceArray, Ending } from '../engine/backend.js'
import { type Count, countProblem } from '../shape/count.js'
import { isFinite32, isPositive32 } from '../shape/float32.js'
import { invariant, known } from '../shape/invariant.js'
import { aNumber, finiteNumber, optional, type Kinds } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { channelsOf, type ChannelsOf, elementCount, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { notNegative } from './arrayRule.js'
import { carrier } from './carrier.js'
import { type Agree, type Definition, type Disagreement, isMap, type Named, type Malformed } from './definition.js'
import { perChannel } from './perChannel.js'

/** What `batchNorm` makes: a plain description, without arrays. */
export interface BatchNorm<out Channels extends number = number> {
  readonly _tag: 'batchNorm'
  readonly channels: Channels
  readonly epsilon: number
  readonly momentum: number
  readonly initialScale: number
}

/** The options of `batchNorm`. */
export interface BatchNormSettings {
  /** added to the variance under the root, 2^-126 or more; default 1e-5 */
  readonly epsilon?: number | undefined
  /** weight of the newest batch in the running statistics, 0 to 1; default 0.1 */
  readonly momentum?: number | undefined
  /** where every scale starts; default 1. Network Slimming (section 4.3 of Liu et al. 2017) takes 0.5. */
  readonly initialScale?: number | undefined
}

/**
 * Batch norm of `channels` channels (of a map) or features (of a vector):  y = scale * (x - mean) / sqrt(variance + epsilon) + shift.
 *
 * Mean and variance are the batch's in training (biased variance), and the running ones otherwise, which follow the batches (unbiased
 * variance), all as in PyTorch.
 *
 * scale, shift, runningMean, runningVariance: each [channels]
 *
 * @see Ioffe and Szegedy 2015, "Batch normalization"
 *
 * @example
 * batchNorm(64).epsilon // => 0.00001
 */
export const batchNorm = carrying(
  () => batchNormDefinition,
  <const Channels extends number>(channels: Count<Channels, 'channels'>, settings: BatchNormSettings = {}): BatchNorm<Channels> => {
    const { epsilon = 1e-5, momentum = 0.1, initialScale = 1 } = checkedOptions('batchNorm', settingKinds, settings)
    const spec: BatchNorm<Channels> = { _tag: 'batchNorm', channels: channels as Channels, epsilon, momentum, initialScale }
    const problem = batchNormProblem(spec)
    return problem === undefined ? spec : invariant(`batchNorm: ${problem}`)
  },
)

const settingKinds: Kinds<BatchNormSettings> = {
  epsilon: optional(aNumber),
  momentum: optional(aNumber),
  initialScale: optional(aNumber),
}

/** What no batch norm can be, for callers that the compiler could not check. */
const batchNormProblem = ({ channels, epsilon, momentum, initialScale }: BatchNorm): string | undefined =>
  countProblem(channels, 'channels') ??
  (isPositive32(epsilon) ? undefined : `epsilon is ${epsilon}, not a positive number of float32 (2^-126 or more)`) ??
  (momentum >= 0 && momentum <= 1 ? undefined : `momentum is ${momentum}, not from 0 to 1`) ??
  (isFinite32(initialScale) ? undefined : `initialScale is ${initialScale}, not finite in float32`)

/** Shape unchanged; or what is wrong. */
export type BatchNormShape<Input extends Shape, Channels extends number> =
  Agree<ChannelsOf<Input>, Channels> extends true ? Input : Disagreement<ChannelsOf<Input>, Channels, 'channels'>

declare module './rule.js' {
  interface Layers {
    batchNorm: BatchNorm
  }
  interface ShapeRules<Spec, Input extends Shape> {
    batchNorm: Spec extends BatchNorm<infer Channels> ? BatchNormShape<Input, Channels> : Malformed
  }
}

/** What the library knows of it. */
export const batchNormDefinition: Definition<BatchNorm> = {
  fields: { channels: finiteNumber, epsilon: finiteNumber, momentum: finiteNumber, initialScale: finiteNumber },
  problem: batchNormProblem,
  outputShape: ({ channels }, input) =>
    channelsOf(input) === channels ? E.right(input) : E.left(`expects ${channels} channels but receives ${channelsOf(input)}`),
  arrays: ({ channels, initialScale }) => {
    const array = perChannel(channels)
    return {
      scale: array('weight', 'scale', initialScale),
      shift: array('bias', 'shift', 0),
      runningMean: array('running_mean', 'statistic', 0),
      runningVariance: array('running_var', 'statistic', 1, notNegative),
    }
  },
  multiplyAccumulates: () => 0,
  channels: carrier.channels,
  channelwise: true,
  keepsZero: () => false,
  withChannels: (spec, _inputs, channels) => ({ ...spec, channels }),
  archName: () => 'batchNorm',
  show: ({ channels }) => `batchNorm, ${channels}`,
  otherOperations: (_spec, input) => (isMap(input) ? 2 * elementCount(input) : 0),
  normalization: ({ epsilon }, { scale, shift, runningMean, runningVariance }) => {
    const variance = known(runningVariance)
    return {
      mean: known(runningMean),
      factor: Float64Array.from(known(scale), (value, channel) => value / Math.sqrt((variance[channel] ?? 0) + epsilon)),
      shift: known(shift),
    }
  },
  evaluate: (backend, spec, arrays, input) => atRest(backend, spec, arrays, input, undefined),
  ended: {
    adds: false,
    evaluate: (backend, spec, arrays, input, { activation }) => atRest(backend, spec, arrays, input, activation),
  },
  // (x - mean) * factor + shift: the gradient by x is the output's times the factor, the same batch norm with mean and shift 0
  differentiateAtRest: (backend, spec, arrays, input) => ({
    output: atRest(backend, spec, arrays, input, undefined),
    pullback: (outputGradient) => {
      const zeros = backend.filled([spec.channels], (values) => values.fill(0))
      const gradient = atRest(backend, spec, { ...arrays, runningMean: zeros, shift: zeros }, outputGradient, undefined)
      backend.release(zeros)
      return { input: gradient, arrays: {} }
    },
    statistics: {},
  }),
  differentiate: (backend, { epsilon, momentum }, arrays, input) => {
    const count = input.shape.slice(0, -1).reduce((product, size) => product * size, 1)
    const [output, batch, pullback] = backend.batchNormTraining(input, { scale: known(arrays.scale), shift: known(arrays.shift), epsilon })
    const statistics = {
      runningMean: moved(backend, known(arrays.runningMean), batch.mean, momentum, 1),
      runningVariance: moved(backend, known(arrays.runningVariance), batch.variance, momentum, count / Math.max(count - 1, 1)),
    }
    return {
      output,
      pullback: (outputGradient) => {
        const gradients = pullback(outputGradient)
        return { input: gradients.input, arrays: { scale: gradients.scale, shift: gradients.shift } }
      },
      statistics,
    }
  },
}

const atRest = (
  backend: Backend,
  { epsilon }: BatchNorm,
  { scale, shift, runningMean, runningVariance }: Named<DeviceArray>,
  input: DeviceArray,
  activation: Ending['activation'],
): DeviceArray => {
  const statistics = { mean: known(runningMean), variance: known(runningVariance) }
  return backend.batchNormInference(input, { scale: known(scale), shift: known(shift), epsilon, ...statistics, activation })
}

/** (1 - momentum) * running + momentum * correction * newest; takes the newest. */
const moved = (backend: Backend, running: DeviceArray, newest: DeviceArray, momentum: number, correction: number): DeviceArray => {
  const next = backend.combine(1 - momentum, running, momentum * correction, newest)
  backend.release(newest)
  return next
}
