/** Layer norm over the channels of each position: `channelNorm.ts` says what norms over channels have in common. */
import type { Backend } from '../engine/backend.js'
import type { NormOptions } from '../engine/norms.js'
import type { Count } from '../shape/count.js'
import { invariant, known } from '../shape/invariant.js'
import { checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { channelNorm, channelNormKinds, channelNormProblem, type ChannelNormSettings, withScaleAndShift } from './channelNorm.js'
import type { CarriedShape } from './channelRules.js'
import type { Definition, Named, Malformed } from './definition.js'

/** What `layerNorm` makes: a plain description, without arrays. */
export interface LayerNorm<out Channels extends number = number> {
  readonly _tag: 'layerNorm'
  readonly channels: Channels
  readonly epsilon: number
}

/**
 * Layer norm of `channels` channels (of a map) or features (of a vector):  y = scale * (x - mean) / sqrt(variance + epsilon) + shift.
 *
 * Mean and biased variance are those of all channels at one position of one sample, in training and at rest: PyTorch's `LayerNorm(channels)` of
 * an array whose last axis is the channels, as ConvNeXt has it on maps.
 *
 * scale, shift: each [channels]
 *
 * Where a network is cut in front of it, it normalizes the channels that stay by themselves: see docs/pruning.md.
 *
 * @see Ba, Kiros and Hinton 2016, "Layer Normalization", section 3
 *
 * @example
 * layerNorm(64).epsilon // => 0.00001
 */
export const layerNorm = carrying(
  () => layerNormDefinition,
  <const Channels extends number>(channels: Count<Channels, 'channels'>, settings: ChannelNormSettings = {}): LayerNorm<Channels> => {
    const { epsilon = 1e-5 } = checkedOptions('layerNorm', channelNormKinds, settings)
    const spec: LayerNorm<Channels> = { _tag: 'layerNorm', channels: channels as Channels, epsilon }
    const problem = channelNormProblem(spec)
    return problem === undefined ? spec : invariant(`layerNorm: ${problem}`)
  },
)

declare module './rule.js' {
  interface Layers {
    layerNorm: LayerNorm
  }
  interface ShapeRules<Spec, Input extends Shape> {
    layerNorm: Spec extends LayerNorm<infer Channels> ? CarriedShape<Input, Channels> : Malformed
  }
}

const optionsOf = ({ epsilon }: LayerNorm, { scale, shift }: Named<NormOptions['scale']>): NormOptions => ({
  scale: known(scale),
  shift: known(shift),
  epsilon,
})

/** What the library knows of it. */
export const layerNormDefinition: Definition<LayerNorm> = {
  ...channelNorm,
  withChannels: (spec, _inputs, channels) => ({ ...spec, channels }),
  archName: () => 'layerNorm',
  show: ({ channels }) => `layerNorm, ${channels}`,
  evaluate: (backend: Backend, spec, arrays, input) => backend.layerNorm.apply(input, optionsOf(spec, arrays)),
  differentiate: (backend, spec, arrays, input) => withScaleAndShift(backend.layerNorm.differentiate(input, optionsOf(spec, arrays))),
}
