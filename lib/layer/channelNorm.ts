/**
 * What norms over channels have in common, which know nothing of the batch (`engine/channelNorm.ts` says what they compute):
 *
 *     y = (x - mean) / sqrt(variance + epsilon) * scale + shift
 *
 * They mix channels: what they give of one depends on the others. So no mask behind them takes a channel away without a trace, and surgery
 * through them has a law of its own (docs/pruning.md): mean and variance are those of the channels that stay.
 */
import { either as E } from 'fp-ts'
import type { DeviceArray, Pullback } from '../engine/backend.js'
import type { NormGradients } from '../engine/norms.js'
import { countProblem } from '../shape/count.js'
import { isPositive32 } from '../shape/float32.js'
import { aNumber, finiteNumber, optional, type Kinds } from '../shape/kind.js'
import { channelsOf } from '../shape/shape.js'
import { carrier } from './carrier.js'
import type { Definition, Differentiated } from './definition.js'
import { perChannel } from './perChannel.js'

/** What every description of one holds. */
export interface ChannelNorm {
  readonly channels: number
  readonly epsilon: number
}

/** The options of norms over channels. */
export interface ChannelNormSettings {
  /** added to the variance under the root, 2^-126 or more; default 1e-5 */
  readonly epsilon?: number | undefined
}

export const channelNormKinds: Kinds<ChannelNormSettings> = { epsilon: optional(aNumber) }

/** What no such norm can be, for callers that the compiler could not check. */
export const channelNormProblem = ({ channels, epsilon }: ChannelNorm): string | undefined =>
  countProblem(channels, 'channels') ??
  (isPositive32(epsilon) ? undefined : `epsilon is ${epsilon}, not a positive number of float32 (2^-126 or more)`)

/** Everything but what it computes, and over what. */
export const channelNorm = {
  fields: { channels: finiteNumber, epsilon: finiteNumber },
  problem: channelNormProblem,
  outputShape: ({ channels }, input) =>
    channelsOf(input) === channels ? E.right(input) : E.left(`expects ${channels} channels but receives ${channelsOf(input)}`),
  arrays: ({ channels }) => ({
    scale: perChannel(channels)('weight', 'scale', 1),
    shift: perChannel(channels)('bias', 'shift', 0),
  }),
  multiplyAccumulates: () => 0,
  channels: carrier.channels,
  channelwise: false,
  mixesChannels: true,
  keepsZero: () => false,
} as const satisfies Partial<Definition<ChannelNorm>>

/** Such an operation's result as a layer's. */
export const withScaleAndShift = ([output, pullback]: readonly [DeviceArray, Pullback<NormGradients>]): Differentiated => ({
  output,
  pullback: (outputGradient) => {
    const { input, scale, shift } = pullback(outputGradient)
    return { input, arrays: { scale, shift } }
  },
  statistics: {},
})
