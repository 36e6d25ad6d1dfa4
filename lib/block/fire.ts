/**
 * The module of a SqueezeNet: a 1x1 convolution to few channels, and side by side a 1x1 and a 3x3 convolution of these to many; each with a bias and a rectifier.
 *
 *     s = relu(conv1(x)),    [relu(conv1(s)), relu(conv3(s))]
 *
 * Pruning may change all three widths.
 *
 * @see Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and < 0.5MB model size", section 3.2
 */
import { conv2d } from '../layer/conv2d.js'
import { relu } from '../layer/relu.js'
import { concatenate, type Spec } from '../network/branching.js'

/** What a fire module is made of. */
export interface FireOptions {
  readonly inChannels: number
  /** what the first convolution makes */
  readonly squeezed: number
  /** what the 1x1 and the 3x3 convolution make of that */
  readonly expanded: readonly [one: number, three: number]
}

/**
 * [height, width, inChannels] to [height, width, one + three].
 *
 * @example
 * fire({ inChannels: 96, squeezed: 16, expanded: [64, 64] }).map(({ _tag }) => _tag) // => ['conv2d', 'relu', 'concatenate']
 */
export const fire = ({ inChannels, squeezed, expanded: [one, three] }: FireOptions): readonly Spec[] => [
  conv2d(inChannels, squeezed, { kernelSize: 1, bias: true }),
  relu,
  concatenate([conv2d(squeezed, one, { kernelSize: 1, bias: true }), relu], [conv2d(squeezed, three, { bias: true }), relu]),
]
