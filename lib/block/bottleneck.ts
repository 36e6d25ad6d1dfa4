/**
 * The block of a pre-activation ResNet: 1x1, 3x3 and 1x1 convolutions, a batch norm and a rectifier in front of each.
 *
 *     x + conv1(relu(norm(conv3(relu(norm(conv1(relu(select(norm(x))))))))))
 *
 * The selection behind the first batch norm is what lets pruning narrow what the block reads, though the sum needs every channel of x.
 *
 * @see He et al. 2016, "Identity mappings in deep residual networks"; Liu et al. 2017, "Network Slimming", section 3
 */
import { batchNorm } from '../layer/batchNorm.js'
import { channelSelection } from '../layer/channelSelection.js'
import { conv2d } from '../layer/conv2d.js'
import { relu } from '../layer/relu.js'
import { residual, type Spec, sum } from '../network/branching.js'

/** What a bottleneck is made of. */
export interface BottleneckOptions {
  readonly inChannels: number
  /** how many input channels are selected, and what the first two convolutions make: the three widths that pruning may change */
  readonly widths: readonly [selected: number, first: number, second: number]
  readonly outChannels: number
  /** of the 3x3 convolution, and of the shortcut */
  readonly stride: 1 | 2
  /** where every batch norm's scale starts */
  readonly initialScale: number
}

/**
 * [height, width, inChannels] to [height / stride, width / stride, outChannels]. Where these differ, the shortcut is a 1x1 convolution of
 * the block's input itself, before the batch norm, as in the code of Liu et al. 2017.
 *
 * @example
 * bottleneck({ inChannels: 64, widths: [64, 16, 16], outChannels: 64, stride: 1, initialScale: 0.5 })._tag // => 'residual'
 */
export const bottleneck = ({ inChannels, widths, outChannels, stride, initialScale }: BottleneckOptions): Spec => {
  const [selected, first, second] = widths
  const body = [
    batchNorm(inChannels, { initialScale }),
    channelSelection(inChannels, selected),
    relu,
    conv2d(selected, first, { kernelSize: 1 }),
    batchNorm(first, { initialScale }),
    relu,
    conv2d(first, second, { stride }),
    batchNorm(second, { initialScale }),
    relu,
    conv2d(second, outChannels, { kernelSize: 1 }),
  ]
  return inChannels === outChannels && stride === 1
    ? residual(...body)
    : sum([conv2d(inChannels, outChannels, { kernelSize: 1, stride })], body)
}
