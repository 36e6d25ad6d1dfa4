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
import type { Spec } from '../network/branching.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Cfg } from '../shape/atMost.js'
import type { Checked, Verdict, Verdicts } from '../shape/checked.js'
import type { CheckedWidths } from '../shape/checkedWidths.js'
import type { Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import { invariant } from '../shape/invariant.js'
import type { Settled } from '../shape/optional.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { type ChosenCfg, chosenCfg, family, type Given, type Halved, type OwnCfg, familyKinds, type Waiting } from './family.js'
import { vggCfgs, type VggCfgs } from './vggCfg.js'
import { aNumber, either, type Kinds, listOf, oneOf, optional, trueOrFalse } from '../shape/kind.js'

/** The cfg of a depth, with the hidden linear layer at its end if there is one; unknown without a depth. */
type Standard<Depth extends number, LinearLayers extends 1 | 2> = [Depth] extends [never]
  ? Cfg
  : Depth extends keyof VggCfgs
    ? LinearLayers extends 2
      ? [...VggCfgs[Depth], 512]
      : VggCfgs[Depth]
    : Cfg

type KnownDepth<Depth extends number> = Checked<
  Depth,
  Verdicts[Verdict<Depth extends keyof VggCfgs ? true : false>],
  `depth is ${Depth}, not 11, 13, 16 or 19: leave it out and give a cfg`
>

/** The classes, where there is a depth or a cfg to make layers of. */
type Sized<Depth extends number, Own extends Cfg, Classes extends number> = Checked<
  Count<Classes, 'classes'>,
  Verdicts[Verdict<IsTold<Depth | Own>>],
  'a vgg needs a depth (11, 13, 16 or 19) or a cfg'
>

/** No answer where nothing is; of a type parameter yes, which a question for `never` would be, too. */
type IsTold<Option> = Option extends unknown ? true : false

type Poolings<Widths extends Cfg, Counted extends readonly unknown[] = []> = Widths extends readonly [
  infer First,
  ...infer Rest extends Cfg,
]
  ? Poolings<Rest, First extends 'M' ? [...Counted, First] : Counted>
  : Counted['length']

/** What poolings, by their number, and the average pool divide a map by. */
type Divisors = [2, 4, 8, 16, 32, 64, 128, 256]
type Poolable<In extends MapShape, Widths extends Cfg> =
  Poolings<Widths> extends infer Count extends keyof Divisors & number
    ? Halved<In, Divisors[Count], `a vgg with this cfg divides its map by ${Divisors[Count]}`>
    : In

/** A cfg with a convolution in it. */
type Convolving<Widths extends Cfg> = [Widths] extends [never]
  ? Widths
  : unknown extends Verdicts[Verdict<HasWidth<Widths>>]
    ? CheckedWidths<Widths>
    : 'a vgg needs a convolution: give its cfg a width'

type HasWidth<Widths extends Cfg> = Widths[number] extends 'M' ? false : true

/** What there is to choose about a VGG besides its size. */
export interface VggSettings {
  /** 1 as in Network Slimming (the default), 2 as in Pruning Filters for Efficient ConvNets */
  readonly linearLayers?: 1 | 2 | undefined
  /** of the convolutions; default false */
  readonly bias?: boolean | undefined
  /** where the scales of the batch norms behind convolutions start; default 0.5, as both papers' code has it */
  readonly initialScale?: number | undefined
}

type Plain = Given<number | undefined> & VggSettings & { readonly cfg?: Cfg }

const plainKinds: Kinds<Plain> = {
  ...familyKinds,
  depth: optional(aNumber),
  cfg: optional(listOf("widths and 'M'", either(aNumber, oneOf('M')))),
  linearLayers: optional(oneOf(1, 2)),
  bias: optional(trueOrFalse),
}

/** The options of `vgg`; what is wrong with one is a sentence in its place. */
export interface VggOptions<
  Depth extends number,
  Classes extends number,
  In extends MapShape,
  LinearLayers extends 1 | 2,
  Own extends Cfg,
  Explained,
> extends VggSettings {
  /** 11, 13, 16 or 19; left out, the cfg may be any */
  readonly depth?: KnownDepth<Depth>
  readonly classes: Sized<Depth, Own, Classes>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: Poolable<In, ChosenCfg<Standard<Depth, LinearLayers>, Own>>
  /** widths of the convolutions, 'M' for a max-pool; with two linear layers, the first one's width at the end */
  readonly cfg?: [Depth] extends [never] ? Convolving<Own> : OwnCfg<Standard<Depth, LinearLayers>, Own, Explained>
  readonly linearLayers?: LinearLayers
}

/** How `vgg` is called. That the network is of the type that stands here, the type tests check. */
export interface VggFamily {
  /** The network, its weights drawn from the key. */
  <
    const Classes extends number,
    const Depth extends number = never,
    const In extends MapShape = [32, 32, 3],
    const LinearLayers extends 1 | 2 = 1,
    const Own extends Cfg = never,
    Explained = Explain<Standard<Depth, LinearLayers>, Own>,
  >(
    options: VggOptions<Depth, Classes, In, LinearLayers, Own, Explained>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<Standard<Depth, LinearLayers>, Own>, VggName<Depth>>
  /** Its layers, which wait for a key. */
  <
    const Classes extends number,
    const Depth extends number = never,
    const In extends MapShape = [32, 32, 3],
    const LinearLayers extends 1 | 2 = 1,
    const Own extends Cfg = never,
    Explained = Explain<Standard<Depth, LinearLayers>, Own>,
  >(
    options: VggOptions<Depth, Classes, In, LinearLayers, Own, Explained>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<Standard<Depth, LinearLayers>, Own>, VggName<Depth>>>
}

/**
 * A VGG with weights drawn from the key; without one its layers.
 *
 * @example
 * const network = vgg({ cfg: [8, 8, 'M', 16], classes: 10 }, key(0))
 * network.cfg // => [8, 8, 'M', 16]
 * network.arch // => 'vgg'
 */
export const vgg: VggFamily = family('vgg', plainKinds, ({ depth, classes, input = [32, 32, 3], cfg: own, ...settings }: Plain) => {
  const { linearLayers = 1, bias = false, initialScale = 0.5 } = settings
  const arch = depth === undefined ? 'vgg' : `vgg${depth}`
  const cfg =
    depth === undefined
      ? (own ?? invariant('vgg: it has neither a depth nor a cfg'))
      : chosenCfg(arch, standardCfg(depth, linearLayers), own)
  if (lastWidth(linearLayers === 2 ? cfg.slice(0, -1) : cfg) === undefined || (linearLayers === 2 && cfg.at(-1) === 'M'))
    invariant(
      `${arch}: the cfg [${cfg.join(', ')}] has no width for ${linearLayers === 2 ? 'a convolution and the hidden linear layer' : 'a convolution'}`,
    )
  const layers = vggLayers(input, cfg, { classes, linearLayers, bias, initialScale })
  return { arch, input, layers, cfg }
})

type VggName<Depth extends number> = [Depth] extends [never] ? 'vgg' : `vgg${Depth}`

/** Run-time twin of `Standard`. */
const standardCfg = (depth: number, linearLayers: 1 | 2): Cfg => {
  const standard = vggCfgs[depth as keyof VggCfgs] ?? invariant(`vgg: depth is ${depth}, not 11, 13, 16 or 19: leave it out and give a cfg`)
  return linearLayers === 2 ? [...standard, 512] : standard
}

const vggLayers = (
  [height, width, channels]: MapShape,
  cfg: Cfg,
  { classes, linearLayers, bias, initialScale }: Settled<VggSettings> & { readonly classes: number },
): readonly Spec[] => {
  const stack = linearLayers === 2 ? cfg.slice(0, -1) : cfg
  const divisor = 2 ** (stack.filter((entry) => entry === 'M').length + 1)
  const pixels = Math.floor(height / divisor) * Math.floor(width / divisor)
  // where nothing is left of the map, the average pool says so
  const features = Math.max(1, pixels) * (lastWidth(stack) ?? channels)
  const hidden = lastWidth(cfg) ?? 1
  const initialDeviation = 0.01
  return [
    ...convolutions(channels, stack, { bias, initialScale }),
    averagePool(2),
    flatten,
    ...(linearLayers === 2 ? [linear(features, hidden, { initialDeviation }), batchNorm(hidden), relu] : []),
    linear(linearLayers === 2 ? hidden : features, classes, { initialDeviation }),
  ]
}
