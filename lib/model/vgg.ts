/**
 * The VGGs of Simonyan and Zisserman 2015 as both pruning papers have them for small images: 3x3 convolutions, each with batch norm and rectifier,
 * max-pools between them, a 2x2 average pool, and a head of one linear layer (Network Slimming) or two (Pruning Filters for Efficient ConvNets).
 *
 * Pruning may change every width but the number of classes. A pooling stands as 'M' in the cfg, as in the papers' code.
 */
import { convolutions, lastWidth } from '../block/convolutions.js'
import { averagePool } from '../layer/averagePool.js'
import { batchNorm } from '../layer/batchNorm.js'
import { flatten } from '../layer/flatten.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Cfg } from '../shape/atMost.js'
import type { Count } from '../shape/count.js'
import { known } from '../shape/invariant.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { family } from './family.js'

/** The options of `vgg`. */
export interface VggOptions<Depth extends number, Classes extends number, In extends MapShape, Widths extends Cfg> {
  readonly depth: Depth
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: In
  /** widths of the convolutions, 'M' for a max-pool; with two linear layers, the first one's width at the end */
  readonly cfg?: Widths
  /** 1 as in Network Slimming (the default), 2 as in Pruning Filters for Efficient ConvNets */
  readonly linearLayers?: 1 | 2
  /** of the convolutions; default false */
  readonly bias?: boolean
  /** where the scales of the batch norms behind convolutions start; default 0.5, as both papers' code has it */
  readonly initialScale?: number
}

const cfgs: Readonly<Record<number, Cfg>> = {
  11: [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512],
  13: [64, 64, 'M', 128, 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512],
  16: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512],
  19: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 256, 'M', 512, 512, 512, 512, 'M', 512, 512, 512, 512],
}

/**
 * A VGG with weights drawn from the key.
 *
 * @example
 * const network = vgg({ depth: 11, classes: 10, cfg: [8, 'M', 8, 'M', 16, 16, 'M', 32, 32, 'M', 32, 32] }, key(0))
 * network.cfg // => [8, 'M', 8, 'M', 16, 16, 'M', 32, 32, 'M', 32, 32]
 */
export const vgg = <
  const Depth extends number,
  const Classes extends number,
  const In extends MapShape = [32, 32, 3],
  const Widths extends Cfg = Cfg,
>(
  options: VggOptions<Depth, Classes, In, Widths>,
  key: Key,
): Network<PlainShape<In>, [Classes], Widths, `vgg${Depth}`> => {
  const { depth, classes, input = [32, 32, 3], linearLayers = 1, bias = false, initialScale = 0.5 } = options
  const cfg: Cfg = options.cfg ?? [...known(cfgs[depth]), ...(linearLayers === 2 ? [512] : [])]
  const stack = linearLayers === 2 ? cfg.slice(0, -1) : cfg
  const [height, width, channels] = input
  const scale = 2 ** (stack.filter((entry) => entry === 'M').length + 1)
  const features = Math.floor(height / scale) * Math.floor(width / scale) * (lastWidth(stack) ?? channels)
  const hidden = known(lastWidth(cfg))
  const initialDeviation = 0.01
  const layers = [
    ...convolutions(channels, stack, { bias, initialScale }),
    averagePool(2),
    flatten,
    ...(linearLayers === 2 ? [linear(features, hidden, { initialDeviation }), batchNorm(hidden), relu] : []),
    linear(linearLayers === 2 ? hidden : features, classes as number, { initialDeviation }),
  ]
  const network = { ...family({ arch: `vgg${depth}`, input, layers }, key), cfg }
  return network as unknown as Network<PlainShape<In>, [Classes], Widths, `vgg${Depth}`>
}
