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
import type { Checked, Verdict, Verdicts } from '../shape/checked.js'
import type { Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import type { Remainder } from '../shape/natural.js'
import type { MapShape, PlainShape, ShowShape } from '../shape/shape.js'
import {
  blocksOf,
  type ChosenCfg,
  chosenCfg,
  type DefaultCfg,
  family,
  type FamilyDepth,
  type Given,
  type OwnCfg,
  deepFamilyKinds,
  type Waiting,
} from './family.js'
import { resnetCfg, type ResnetCfgs, stageChannels } from './resnetCfg.js'
import { type Kinds, oneOf, optional, trueOrFalse } from '../shape/kind.js'

/** Average pools drop a row that is left over, strided convolutions do not. */
type Halvable<In extends MapShape, Kind extends Shortcut> = Checked<
  In,
  Verdicts[Verdict<IsHalvable<In, Kind>>],
  `averagePool shortcuts need a map that can be halved twice, not ${ShowShape<In>}: take 'subsample' or 'projection'`
>

type IsHalvable<In extends MapShape, Kind extends Shortcut> = Kind extends 'averagePool'
  ? [Remainder<In[0], 4>, Remainder<In[1], 4>] extends [0, 0]
    ? true
    : false
  : true

/** What there is to choose about a ResNet besides its size. */
export interface ResnetSettings {
  /** how the two shortcuts that halve the map do so; default 'averagePool' */
  readonly shortcut?: Shortcut
  /** whether no gradient goes through these two; default false */
  readonly detachedShortcut?: boolean | undefined
  /** where every batch norm's scale starts; default 1 */
  readonly initialScale?: number | undefined
}

type Plain = Given & ResnetSettings & { readonly cfg?: readonly number[] }

const plainKinds: Kinds<Plain> = {
  ...deepFamilyKinds,
  shortcut: optional(oneOf('averagePool', 'subsample', 'projection')),
  detachedShortcut: optional(trueOrFalse),
}

/** The options of `resnet`; what is wrong with one is a sentence in its place. */
export interface ResnetOptions<
  Depth extends number,
  Classes extends number,
  In extends MapShape,
  Own extends readonly number[],
  Kind extends Shortcut,
  Explained,
> extends ResnetSettings {
  /** 6n + 2 */
  readonly depth: FamilyDepth<Depth, ResnetCfgs, 6, 2>
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: Halvable<In, Kind>
  /** the inner width of each block, none wider than its stage; by default as wide */
  readonly cfg?: OwnCfg<DefaultCfg<Depth, ResnetCfgs>, Own, Explained>
  readonly shortcut?: Kind
}

/** How `resnet` is called. That the network is of the type that stands here, the type tests check. */
export interface ResnetFamily {
  /** The network, its weights drawn from the key. */
  <
    const Depth extends number,
    const Classes extends number,
    const In extends MapShape = [32, 32, 3],
    const Own extends readonly number[] = never,
    // written out, so that an error lists them
    const Kind extends 'averagePool' | 'projection' | 'subsample' = 'averagePool',
    Explained = Explain<DefaultCfg<Depth, ResnetCfgs>, Own>,
  >(
    options: ResnetOptions<Depth, Classes, In, Own, Kind, Explained>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Depth, ResnetCfgs>, Own>, `resnet${Depth}`>
  /** Its layers, which wait for a key. */
  <
    const Depth extends number,
    const Classes extends number,
    const In extends MapShape = [32, 32, 3],
    const Own extends readonly number[] = never,
    // written out, so that an error lists them
    const Kind extends 'averagePool' | 'projection' | 'subsample' = 'averagePool',
    Explained = Explain<DefaultCfg<Depth, ResnetCfgs>, Own>,
  >(
    options: ResnetOptions<Depth, Classes, In, Own, Kind, Explained>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Depth, ResnetCfgs>, Own>, `resnet${Depth}`>>
}

/**
 * A ResNet with weights drawn from the key; without one its layers. The compiler knows the cfg of depths 8, 14, 20, 32, 44, 56 and 110; of other depths it knows
 * that there is one.
 *
 * @example
 * const network = resnet({ depth: 20, classes: 10 }, key(0))
 * network.cfg // => [16, 16, 16, 32, 32, 32, 64, 64, 64]
 */
export const resnet: ResnetFamily = family('resnet', plainKinds, ({ depth, classes, input = [32, 32, 3], cfg, ...settings }: Plain) => {
  const { shortcut = 'averagePool', detachedShortcut = false, initialScale = 1 } = settings
  const arch = `resnet${depth}`
  const blocks = blocksOf('resnet', depth, 6, 2)
  const widths = chosenCfg(arch, resnetCfg(blocks), cfg)
  const stages = stageChannels.map((outChannels, stage) => ({ outChannels, widths: widths.slice(stage * blocks, (stage + 1) * blocks) }))
  const layers = [
    conv2d(input[2], stageChannels[0]),
    batchNorm(stageChannels[0], { initialScale }),
    relu,
    ...basicStages(stageChannels[0], stages, { shortcut, detachedShortcut, initialScale }),
    globalAveragePool,
    linear(stageChannels[2], classes),
  ]
  return { arch, input, layers }
})
