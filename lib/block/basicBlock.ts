/**
 * The block of a ResNet: two 3x3 convolutions, each with its batch norm, added to a shortcut. The rectifier after the sum is not in it.
 *
 *     shortcut(x) + norm(conv(relu(norm(conv(x)))))
 *
 * @see He et al. 2016, "Deep residual learning for image recognition", sections 3.3 and 4.2
 */
import { averagePool } from '../layer/averagePool.js'
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { detach } from '../layer/detach.js'
import { padChannels } from '../layer/padChannels.js'
import { relu } from '../layer/relu.js'
import { residual, type Spec, sum } from '../network/branching.js'

/**
 * How a shortcut comes to a block's smaller map and greater width.
 *   averagePool  the mean of 2x2 cells, then zero channels: the code of Liu et al. 2019, whose pruned networks are published
 *   subsample    every other cell, then zero channels: option A of He et al.
 *   projection   a 1x1 convolution and a batch norm: option B of He et al.
 */
export type Shortcut = 'averagePool' | 'projection' | 'subsample'

/** What a basic block is made of. */
export interface BasicBlockOptions {
  readonly inChannels: number
  /** what the first convolution makes: the one width of the block that pruning may change */
  readonly width: number
  readonly outChannels: number
  /** of the first convolution, and of the shortcut */
  readonly stride: 1 | 2
  readonly shortcut: Shortcut
  /** whether no gradient goes through a shortcut that changes its input, as in the code of Liu et al. 2019 */
  readonly detachedShortcut: boolean
  /** where every batch norm's scale starts */
  readonly initialScale: number
}

/**
 * [height, width, inChannels] to [height / stride, width / stride, outChannels].
 *
 * @example
 * const block = basicBlock({ inChannels: 16, width: 8, outChannels: 16, stride: 1, shortcut: 'subsample', detachedShortcut: false, initialScale: 1 })
 * block._tag // => 'residual'
 */
export const basicBlock = (options: BasicBlockOptions): Spec => {
  const { inChannels, width, outChannels, stride, initialScale } = options
  const body = [
    conv2d(inChannels, width, { stride }),
    batchNorm(width, { initialScale }),
    relu,
    conv2d(width, outChannels),
    batchNorm(outChannels, { initialScale }),
  ]
  return inChannels === outChannels && stride === 1 ? residual(...body) : sum(shortcutLayers(options), body)
}

const shortcutLayers = ({
  inChannels,
  outChannels,
  stride,
  shortcut,
  detachedShortcut,
  initialScale,
}: BasicBlockOptions): readonly Spec[] => [
  ...(detachedShortcut ? [detach] : []),
  ...(shortcut === 'projection'
    ? [conv2d(inChannels, outChannels, { kernelSize: 1, stride }), batchNorm(outChannels, { initialScale })]
    : [
        ...(stride === 1 ? [] : [shortcut === 'averagePool' ? averagePool(2) : averagePool(1, { stride: 2 })]),
        ...(inChannels === outChannels ? [] : [padChannels(outChannels - inChannels)]),
      ]),
]
