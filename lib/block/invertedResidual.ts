/**
 * The block of a MobileNetV2: a 1x1 convolution to many channels, a depthwise 3x3 convolution of these, a 1x1 convolution back to few, without an activation.
 *
 *     x + norm(conv1(relu6(norm(depthwise3(relu6(norm(conv1(x))))))))
 *
 * Pruning may change what the first convolution makes: the depthwise one carries it.
 *
 * @see Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", section 3
 */
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { depthwiseConv2d } from '../layer/depthwiseConv2d.js'
import { relu6 } from '../layer/relu6.js'
import { residual, type Spec } from '../network/branching.js'

/** What an inverted residual is made of. */
export interface InvertedResidualOptions {
  readonly inChannels: number
  /** what the first convolution makes; undefined for none, where the depthwise convolution is of the input's channels */
  readonly expanded: number | undefined
  readonly outChannels: number
  /** of the depthwise convolution */
  readonly stride: 1 | 2
  /** whether the input is added, which stays so where pruning makes other shapes agree */
  readonly isAdded: boolean
  /** where every batch norm's scale starts */
  readonly initialScale: number
}

/**
 * [height, width, inChannels] to [height / stride, width / stride, outChannels].
 *
 * @example
 * const sizes = { inChannels: 24, expanded: 144, outChannels: 24, stride: 1, initialScale: 1 } as const
 * invertedResidual({ ...sizes, isAdded: true }).map(({ _tag }) => _tag) // => ['residual']
 */
export const invertedResidual = ({
  inChannels,
  expanded,
  outChannels,
  stride,
  isAdded,
  initialScale,
}: InvertedResidualOptions): readonly Spec[] => {
  const normalized = (channels: number): readonly Spec[] => [batchNorm(channels, { initialScale }), relu6]
  const width = expanded ?? inChannels
  const body = [
    ...(expanded === undefined ? [] : [conv2d(inChannels, expanded, { kernelSize: 1 }), ...normalized(expanded)]),
    depthwiseConv2d(width, { stride }),
    ...normalized(width),
    conv2d(width, outChannels, { kernelSize: 1 }),
    batchNorm(outChannels, { initialScale }),
  ]
  return isAdded ? [residual(...body)] : body
}
