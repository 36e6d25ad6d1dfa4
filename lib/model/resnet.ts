/**
 * The residual networks of He et al. 2016 for small images (section 4.2), 6n + 2 layers deep: a 3x3 convolution to 16 channels, three stages
 * of n basic blocks with 16, 32 and 64 channels, global average pool, one linear layer.
 *
 * Pruning may change what the first convolution of each block makes (Li et al. 2017, section 3.3); sums tie all other widths.
 */
import { basicStages } from '../block/basicStages.js'
import type { Shortcut } from '../block/basicBlock.js'
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Count } from '../shape/count.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { family } from './family.js'
import type { ResnetCfg } from './resnetCfg.js'

/** The options of `resnet`. */
export interface ResnetOptions<Depth extends number, Classes extends number, In extends MapShape, Widths extends readonly number[]> {
  /** 6n + 2 */
  readonly depth: Depth
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: In
  /** the inner width of each block; by default that of its stage */
  readonly cfg?: Widths
  /** how the two shortcuts that halve the map do so; default 'averagePool' */
  readonly shortcut?: Shortcut
  /** whether no gradient goes through these two; default false */
  readonly detachedShortcut?: boolean
  /** where every batch norm's scale starts; default 1 */
  readonly initialScale?: number
}

const stageChannels = [16, 32, 64] as const

/**
 * A ResNet with weights drawn from the key.
 *
 * @example
 * const network = resnet({ depth: 20, classes: 10 }, key(0))
 * network.cfg // => [16, 16, 16, 32, 32, 32, 64, 64, 64]
 */
export const resnet = <
  const Depth extends number,
  const Classes extends number,
  const In extends MapShape = [32, 32, 3],
  const Widths extends readonly number[] = Depth extends keyof ResnetCfg ? ResnetCfg[Depth] : readonly number[],
>(
  options: ResnetOptions<Depth, Classes, In, Widths>,
  key: Key,
): Network<PlainShape<In>, [Classes], Widths, `resnet${Depth}`> => {
  const { depth, classes, input = [32, 32, 3], cfg, shortcut = 'averagePool', detachedShortcut = false, initialScale = 1 } = options
  const blocks = (depth - 2) / 6
  const widths: readonly number[] = cfg ?? stageChannels.flatMap((channels) => Array.from({ length: blocks }, () => channels))
  const stages = stageChannels.map((outChannels, stage) => ({ outChannels, widths: widths.slice(stage * blocks, (stage + 1) * blocks) }))
  const layers = [
    conv2d(input[2], stageChannels[0]),
    batchNorm(stageChannels[0], { initialScale }),
    relu,
    ...basicStages(stageChannels[0], stages, { shortcut, detachedShortcut, initialScale }),
    globalAveragePool,
    linear(stageChannels[2], classes as number),
  ]
  return family({ arch: `resnet${depth}`, input, layers }, key) as unknown as Network<PlainShape<In>, [Classes], Widths, `resnet${Depth}`>
}
