/**
 * The small ConvNet of the lessons: three 3x3 convolutions, each with batch norm and rectifier, the first two followed by a 2x2 max-pool;
 * flatten; one linear layer. For [28, 28, 1] and cfg [32, 64, 64] the linear layer has 7 * 7 * 64 = 3136 inputs.
 */
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { flatten } from '../layer/flatten.js'
import { linear } from '../layer/linear.js'
import { maxPool } from '../layer/maxPool.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import { type CheckedCfg, checkedWidths } from '../shape/checkedWidths.js'
import type { Count } from '../shape/count.js'
import type { PlainCfg } from '../shape/fits.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { aMapShape, family, familyKinds, type Halved, threeNumbers, type Waiting } from './family.js'
import type { Kinds } from '../shape/kind.js'

type ThreeWidths = readonly [number, number, number]

/** The options of `convnet`; what is wrong with one is a sentence in its place. */
export interface ConvnetOptions<In extends MapShape, Widths extends ThreeWidths, Classes extends number> {
  /** [height, width, channels]; two poolings need a map of 4x4 at least */
  readonly input: Halved<In, 4, 'a convnet halves its map twice'>
  /** the widths of the three convolutions */
  readonly cfg: CheckedCfg<Widths>
  readonly classes: Count<Classes, 'classes'>
  /** where every batch norm's scale starts; default 1, Network Slimming takes 0.5 */
  readonly initialScale?: number | undefined
}

type Plain = ConvnetOptions<MapShape, ThreeWidths, number>

const plainKinds: Kinds<Plain> = {
  ...familyKinds,
  input: aMapShape,
  cfg: threeNumbers<ThreeWidths>(),
}

/** How `convnet` is called. That the network is of the type that stands here, the type tests check. */
export interface ConvnetFamily {
  /** The network, its weights drawn from the key. */
  <const In extends MapShape, const Widths extends ThreeWidths, const Classes extends number>(
    options: ConvnetOptions<In, Widths, Classes>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], PlainCfg<Widths>, 'convnet'>
  /** Its layers, which wait for a key. */
  <const In extends MapShape, const Widths extends ThreeWidths, const Classes extends number>(
    options: ConvnetOptions<In, Widths, Classes>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], PlainCfg<Widths>, 'convnet'>>
}

/**
 * A ConvNet with weights drawn from the key; without one its layers.
 *
 * @example
 * const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
 * network.cfg // => [32, 64, 64]
 */
export const convnet: ConvnetFamily = family('convnet', plainKinds, ({ input, cfg, classes, initialScale = 1 }: Plain) => {
  const [height, width, channels] = input
  const [first, second, third] = checkedWidths('convnet', cfg)
  const block = (from: number, to: number) => [conv2d(from, to), batchNorm(to, { initialScale }), relu]
  const pooled = (size: number): number => Math.floor(Math.floor(size / 2) / 2)
  const features = Math.max(1, pooled(height) * pooled(width)) * third
  const layers = [
    ...block(channels, first),
    maxPool(2),
    ...block(first, second),
    maxPool(2),
    ...block(second, third),
    flatten,
    linear(features, classes),
  ]
  return { arch: 'convnet', input, layers }
})
