/**
 * A layer of a DenseNet: `growth` new channels beside those there are.
 *
 *     [x, conv(relu(select(norm(x))))]
 *
 * Whatever comes later reads every channel of x again, so only what this layer reads of them can be pruned: the selection.
 *
 * @see Huang et al. 2017, "Densely connected convolutional networks", section 3; Liu et al. 2017, "Network Slimming", section 3
 */
import { batchNorm } from '../layer/batchNorm.js'
import { channelSelection } from '../layer/channelSelection.js'
import { conv2d } from '../layer/conv2d.js'
import { relu } from '../layer/relu.js'
import { concatenate, type Spec } from '../network/branching.js'

/** What a dense layer is made of. */
export interface DenseLayerOptions {
  readonly inChannels: number
  /** how many of them are read: the width that pruning may change */
  readonly selected: number
  readonly growth: number
  /** where the batch norm's scale starts */
  readonly initialScale: number
}

/**
 * [height, width, inChannels] to [height, width, inChannels + growth].
 *
 * @example
 * denseLayer({ inChannels: 24, selected: 24, growth: 12, initialScale: 0.5 })._tag // => 'concatenate'
 */
export const denseLayer = ({ inChannels, selected, growth, initialScale }: DenseLayerOptions): Spec =>
  concatenate([], [batchNorm(inChannels, { initialScale }), channelSelection(inChannels, selected), relu, conv2d(selected, growth)])
