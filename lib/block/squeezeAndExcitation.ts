/**
 * Squeeze-and-excitation: each channel of a map times a number that a small network makes of the means of all channels.
 *
 *     x * gate(linear(activation(linear(mean(x)))))
 *
 * Pruning may change the width between the two linear layers; what the second one makes follows the map's channels.
 *
 * @see Hu et al. 2018, "Squeeze-and-excitation networks", section 3
 */
import type { Activation } from '../engine/activation.js'
import { type GlobalAveragePool, globalAveragePool } from '../layer/globalAveragePool.js'
import { definitionOf, isLayer, type Layer } from '../layer/layer.js'
import { type Linear, linear } from '../layer/linear.js'
import { type Relu, relu } from '../layer/relu.js'
import { type Sigmoid, sigmoid } from '../layer/sigmoid.js'
import { type Multiply, multiply } from '../network/branching.js'
import { layerProblem } from '../network/walk.js'
import { aCount, type Count } from '../shape/count.js'
import { type Kind, type Kinds, kind, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'

/** What squeeze-and-excitation is made of. */
export interface SqueezeAndExcitationOptions<Squeezed, Inner, Gate> {
  /** what the first linear layer makes: a quarter of the channels in MobileNetV3, a sixteenth in the paper */
  readonly squeezed: Squeezed
  /** between the linear layers; default `relu` */
  readonly activation?: Inner
  /** behind them, makes the factors; default `sigmoid` */
  readonly gate?: Gate
}

/** Squeeze-and-excitation as a description. */
export type SqueezeAndExcitation<Channels extends number, Squeezed extends number, Inner, Gate> = Multiply<
  readonly [readonly [], readonly [GlobalAveragePool, Linear<Channels, Squeezed>, Inner, Linear<Squeezed, Channels>, Gate]]
>

/**
 * [height, width, channels] to the same shape: a `multiply` of the map and a gate of one factor for each channel. It stands in front of the
 * convolution that reads the map, and narrows with it.
 *
 * @example
 * const body = [conv2d(3, 24), batchNorm(24), silu, squeezeAndExcitation(24, { squeezed: 6, activation: silu })] as const
 * const network = sequential(input(8, 8, 3), ...body, conv2d(24, 10, { kernelSize: 1 }), globalAveragePool)(key(0))
 * network.cfg // => [24, 6]
 */
export const squeezeAndExcitation = <
  const Channels extends number,
  const Squeezed extends number,
  Inner extends Activation = Relu,
  Gate extends Activation = Sigmoid,
>(
  channels: Count<Channels, 'channels'>,
  options: SqueezeAndExcitationOptions<Count<Squeezed, 'squeezed'>, Inner, Gate>,
): SqueezeAndExcitation<Channels, Squeezed, Inner, Gate> => {
  const width = checkedArgument('squeezeAndExcitation', 'channels', aCount, channels)
  const { squeezed, activation = relu, gate = sigmoid } = checkedOptions('squeezeAndExcitation', optionKinds, options as Numbers)
  const excited = [globalAveragePool, linear(width, squeezed), activation, linear(squeezed, width), gate] as const
  // the numbers and activations that were given, or what their types are by default
  return multiply([], excited) as unknown as SqueezeAndExcitation<Channels, Squeezed, Inner, Gate>
}

type Numbers = SqueezeAndExcitationOptions<number, Activation, Activation>

const anActivation: Kind<Activation> = kind('an activation', (value) => {
  const layer = { ...(value as Layer | null | undefined) } as Layer
  return isLayer(layer) && layerProblem(layer) === undefined && definitionOf(layer).asEnding?.(layer).activation !== undefined
})
const optionKinds: Kinds<Numbers> = { squeezed: aCount, activation: optional(anActivation), gate: optional(anActivation) }
