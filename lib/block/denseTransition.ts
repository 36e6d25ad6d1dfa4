/**
 * Between two blocks of a DenseNet: as many channels again out of a 1x1 convolution, and half the map. (The papers' networks do not
 * compress: what comes out is as wide as what goes in.)
 *
 * @see Huang et al. 2017, "Densely connected convolutional networks", section 3
 */
import { averagePool } from '../layer/averagePool.js'
import { batchNorm } from '../layer/batchNorm.js'
import { channelSelection } from '../layer/channelSelection.js'
import { conv2d } from '../layer/conv2d.js'
import { relu } from '../layer/relu.js'
import type { Spec } from '../network/branching.js'

/** What a transition is made of. */
export interface DenseTransitionOptions {
  readonly channels: number
  /** how many of them are read: the width that pruning may change */
  readonly selected: number
  /** where the batch norm's scale starts */
  readonly initialScale: number
}

/**
 * [height, width, channels] to [height / 2, width / 2, channels].
 *
 * @example
 * denseTransition({ channels: 168, selected: 168, initialScale: 0.5 }).length // => 5
 */
export const denseTransition = ({ channels, selected, initialScale }: DenseTransitionOptions): readonly Spec[] => [
  batchNorm(channels, { initialScale }),
  channelSelection(channels, selected),
  relu,
  conv2d(selected, channels, { kernelSize: 1 }),
  averagePool(2),
]
