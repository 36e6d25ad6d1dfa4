/** The convolutional part of a VGG: a 3x3 convolution, batch norm and rectifier for each width of a cfg, a 2x2 max-pool for each 'M'. */
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { maxPool } from '../layer/maxPool.js'
import { relu } from '../layer/relu.js'
import type { Spec } from '../network/branching.js'
import type { Cfg } from '../shape/atMost.js'

/** What all convolutions have in common. */
export interface ConvolutionsOptions {
  readonly bias: boolean
  /** where every batch norm's scale starts */
  readonly initialScale: number
}

/**
 * [height, width, inChannels] to [height / 2^poolings, width / 2^poolings, the last width].
 *
 * @see Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition", section 2
 * @example
 * convolutions(3, [64, 'M'], { bias: false, initialScale: 0.5 }).map(({ _tag }) => _tag) // => ['conv2d', 'batchNorm', 'relu', 'maxPool']
 */
export const convolutions = (inChannels: number, cfg: Cfg, { bias, initialScale }: ConvolutionsOptions): readonly Spec[] =>
  cfg.flatMap((entry, at): readonly Spec[] =>
    entry === 'M'
      ? [maxPool(2)]
      : [conv2d(lastWidth(cfg.slice(0, at)) ?? inChannels, entry, { bias }), batchNorm(entry, { initialScale }), relu],
  )

/** The last width of a cfg, if it has one. */
export const lastWidth = (cfg: Cfg): number | undefined => cfg.findLast((entry) => entry !== 'M')
