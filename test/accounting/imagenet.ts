import { either as E } from 'fp-ts'
import { basicStages } from '../../lib/block/basicStages.js'
import type { Shortcut } from '../../lib/block/basicBlock.js'
import { convolutions } from '../../lib/block/convolutions.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import type { Spec } from '../../lib/network/branching.js'
import type { Countable } from '../../lib/network/layerCosts.js'
import { sequentialFrom } from '../../lib/network/sequential.js'

const counted = (layers: readonly Spec[]): Countable => {
  const initialize = sequentialFrom([224, 224, 3], layers)
  if (E.isLeft(initialize)) throw new Error(initialize.left.problem)
  return initialize.right
}

interface Resnet34Options {
  readonly classes: number
  readonly shortcut: Shortcut
  /** the inner width of each block */
  readonly cfg?: readonly number[]
  /** of the stages; Li et al. 2017 prune the third's in ResNet-34-C */
  readonly outChannels?: readonly number[]
}

/** He et al. 2016, "Deep residual learning for image recognition", table 1. */
export const resnet34 = ({ classes, shortcut, cfg, outChannels = [64, 128, 256, 512] }: Resnet34Options): Countable => {
  const stages = [3, 4, 6, 3].map((blocks, stage) => {
    const from = [0, 3, 7, 13][stage]!
    const widths = cfg?.slice(from, from + blocks) ?? Array.from({ length: blocks }, () => [64, 128, 256, 512][stage]!)
    return { outChannels: outChannels[stage]!, widths }
  })
  return counted([
    conv2d(3, 64, { kernelSize: 7, stride: 2 }),
    batchNorm(64),
    relu,
    maxPool(3, { stride: 2, padding: 1 }),
    ...basicStages(64, stages, { shortcut, detachedShortcut: false, initialScale: 1 }),
    globalAveragePool,
    linear(512, classes),
  ])
}

interface VggAOptions {
  readonly classes: number
  readonly normalizedNeurons: boolean
}

/** VGG-A of Simonyan and Zisserman 2015, table 1, with batch norms behind the convolutions, and behind the hidden linear layers or not. */
export const vggA = ({ classes, normalizedNeurons }: VggAOptions): Countable => {
  const neurons = normalizedNeurons ? [batchNorm(4096), relu] : [relu]
  const cfg = [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'] as const
  return counted([
    ...convolutions(3, cfg, { bias: true, initialScale: 0.5 }),
    flatten,
    linear(7 * 7 * 512, 4096),
    ...neurons,
    linear(4096, 4096),
    ...neurons,
    linear(4096, classes),
  ])
}
