/**
 * The ResNet-34 of He et al. 2016 for large images (table 1): a 7x7 convolution that halves the map, a max-pool that halves it again, four stages of
 * 3, 4, 6 and 3 basic blocks with 64, 128, 256 and 512 channels, global average pool, one linear layer.
 *
 * Pruning may change what the first convolution of each block makes (Li et al. 2017, section 4.3); sums tie all other widths.
 */
import type { Shortcut } from '../block/basicBlock.js'
import { basicStages } from '../block/basicStages.js'
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { linear } from '../layer/linear.js'
import { maxPool } from '../layer/maxPool.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import { known } from '../shape/invariant.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { type ChosenCfg, chosenCfg, type Given, type OwnCfg, family, familyKinds, type Waiting } from './family.js'
import { aNumber, kind, type Kinds, listOf, oneOf, optional } from '../shape/kind.js'

/** The inner width of each block. */
export type Resnet34Cfg = [64, 64, 64, 128, 128, 128, 128, 256, 256, 256, 256, 256, 256, 512, 512, 512]
const resnet34Cfg: Resnet34Cfg = [64, 64, 64, 128, 128, 128, 128, 256, 256, 256, 256, 256, 256, 512, 512, 512]

/** The number of each stage's first block. */
const stageStarts = [0, 3, 7, 13] as const

/** What there is to choose about a ResNet-34 besides its size. */
export interface Resnet34Settings {
  /** what comes to a smaller map and greater width; default 'projection', option B of the paper. Li et al. 2017 count without projections */
  readonly shortcut?: Exclude<Shortcut, 'averagePool'>
  /** the output width of each stage, the first one's that of the convolution in front too; default [64, 128, 256, 512]. ResNet-34-pruned-C of Li et al. 2017 has 204 in the third */
  readonly outChannels?: readonly [number, number, number, number] | undefined
  /** where every batch norm's scale starts; default 1 */
  readonly initialScale?: number | undefined
}

type Plain = Omit<Given, 'depth'> & Resnet34Settings & { readonly cfg?: readonly number[] }

const plainKinds: Kinds<Plain> = {
  ...familyKinds,
  shortcut: optional(oneOf('subsample', 'projection')),
  outChannels: optional(kind('a list of four numbers', (value) => listOf('numbers', aNumber).is(value) && value.length === 4)),
}

/** The options of `resnet34`; what is wrong with one is a sentence in its place. */
export interface Resnet34Options<Classes extends number, In extends MapShape, Own extends readonly number[], Explained>
  extends Resnet34Settings {
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [224, 224, 3] */
  readonly input?: In
  /** the inner width of each block, none wider than by default */
  readonly cfg?: OwnCfg<Resnet34Cfg, Own, Explained>
}

/** How `resnet34` is called. That the network is of the type that stands here, the type tests check. */
export interface Resnet34Family {
  /** The network, its weights drawn from the key. */
  <
    const Classes extends number,
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<Resnet34Cfg, Own>,
  >(
    options: Resnet34Options<Classes, In, Own, Explained>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<Resnet34Cfg, Own>, 'resnet34'>
  /** Its layers, which wait for a key. */
  <
    const Classes extends number,
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<Resnet34Cfg, Own>,
  >(
    options: Resnet34Options<Classes, In, Own, Explained>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<Resnet34Cfg, Own>, 'resnet34'>>
}

/**
 * A ResNet-34 with weights drawn from the key; without one its layers, whose costs are known: 21.8 million weights take seconds to draw.
 *
 * @example
 * const initialize = resnet34({ classes: 1000 })
 * parameterCount(initialize) // => 21797672
 * resnet34({ classes: 2, input: [32, 32, 3], cfg: published.resnet34A })(key(0)).cfg.slice(0, 4) // => [64, 44, 44, 128]
 */
export const resnet34: Resnet34Family = family('resnet34', plainKinds, ({ classes, input = [224, 224, 3], cfg, ...settings }: Plain) => {
  const { shortcut = 'projection', outChannels = [64, 128, 256, 512], initialScale = 1 } = settings
  const widths = chosenCfg('resnet34', resnet34Cfg, cfg)
  const [stemChannels] = outChannels // or the first block could not add what it is given, and the first width would be the cfg's
  const stages = stageStarts.map((start, stage) => ({
    outChannels: known(outChannels[stage]),
    widths: widths.slice(start, stageStarts[stage + 1]),
  }))
  const layers = [
    conv2d(input[2], stemChannels, { kernelSize: 7, stride: 2 }),
    batchNorm(stemChannels, { initialScale }),
    relu,
    maxPool(3, { stride: 2, padding: 1 }),
    ...basicStages(stemChannels, stages, { shortcut, detachedShortcut: false, initialScale }),
    globalAveragePool,
    linear(outChannels[3], classes),
  ]
  return { arch: 'resnet34', input, layers }
})
