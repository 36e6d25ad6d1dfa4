/**
 * Weight-level pruning: the smallest weights of a network are masked, for good. Shapes stay; storage and arithmetic do not shrink by
 * themselves (channels do that), but what remains can be stored sparsely, and training never revives a masked weight.
 */
import { either as E } from 'fp-ts'
import { wellFormed } from '../network/admitted.js'
import { mapLayers } from '../network/arrays.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { underMask } from '../layer/masked.js'
import { layerNodes } from '../network/layerNodes.js'
import type { AnyNetwork, Arch, LayerNode, Network, Node } from '../network/network.js'
import { namesOf } from '../network/rearranged.js'
import { known } from '../shape/invariant.js'
import { aNumber, type Kinds, oneOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { exactMask, type Ranked, referenceMask } from './magnitudeMask.js'
import type { Share } from '../shape/share.js'
import type { BadRatio } from './plan.js'

/** Which layers are ranked. */
export type RankedLayers = 'all' | 'convolutions' | 'linear'

/** The options of `maskSmallest`. */
export interface MaskOptions<Layers extends RankedLayers = RankedLayers, Ratio extends number = number> {
  /** share of the ranked weights to mask, at least 0 and less than 1 */
  readonly ratio: Share<Ratio, 'ratio'>
  /**
   * a share of what? 'all' (default), those masked before included; or what 'remaining', besides those: iterative pruning, whose rounds leave
   * (1 - ratio)^rounds (Frankle & Carbin 2019, "The lottery ticket hypothesis"). To 'reference', what is 0 does not remain.
   */
  readonly of?: 'all' | 'remaining' | undefined
  /** one ranking over all ranked layers (default), or each layer by itself */
  readonly scope?: 'global' | 'layer' | undefined
  /** which layers are ranked; default both */
  readonly layers?: Layers
  /**
   * 'exact' (default) masks trunc(count * ratio) weights; of equal ones the earlier stays.
   * 'reference' keeps |w| > sorted[trunc(count * ratio)], as the code behind Liu et al. 2019 does: one more goes, and all that equal it.
   */
  readonly convention?: 'exact' | 'reference' | undefined
}

/** The names of `Arch` with every ranked layer masked, those in branches too. A family's name is masked as a whole. */
export type Masked<Name extends Arch, Layers extends RankedLayers = 'all'> = Name extends string
  ? Name extends `masked ${string}`
    ? Name
    : `masked ${Name}`
  : Name extends readonly string[]
    ? { [Index in keyof Name]: MaskedName<Name[Index] & string, Layers> }
    : Name
type MaskedName<Name extends string, Layers extends RankedLayers> = Layers extends 'all'
  ? Renamed<Renamed<Name, 'conv2d', 'maskedConv2d'>, 'linear', 'maskedLinear'>
  : Layers extends 'convolutions'
    ? Renamed<Name, 'conv2d', 'maskedConv2d'>
    : Renamed<Name, 'linear', 'maskedLinear'>
type Renamed<
  Name extends string,
  From extends string,
  To extends string,
  Done extends string = '',
> = Name extends `${infer Before}${From}${infer After}`
  ? Renamed<After, From, To, `${Done}${Before}${IsWord<`${Done}${Before}`, After> extends true ? To : From}`>
  : `${Done}${Name}`
/** Whether what stands between is the name of a layer, and no part of another name. */
type IsWord<Before extends string, After extends string> = Before extends '' | `${string} ` | `${string}(`
  ? After extends '' | `${' ' | ',' | ')'}${string}`
    ? true
    : false
  : false

/**
 * The network with its smallest weights masked; biases and batch norms are never ranked.
 *
 * A mask only grows: masking again ranks what is masked already lowest, so a higher ratio extends the mask and a lower one leaves it.
 * A `Left` for a ratio outside [0, 1).
 *
 * @see Han et al. 2015, "Learning both weights and connections for efficient neural networks"
 * @example
 * const network = mlp({ input: [4], cfg: [3], classes: 2 }, key(0))
 * const sparse = F.pipe(network, maskSmallest({ ratio: 0.5 }), E.map(nonzeroParameterCount))
 * sparse // => { _tag: 'Right', right: 14 }
 */
export const maskSmallest = <const Layers extends RankedLayers = 'all', const Ratio extends number = number>(
  options: MaskOptions<Layers, Ratio>,
) => {
  const {
    ratio,
    of = 'all',
    scope = 'global',
    layers,
    convention = 'exact',
  } = checkedOptions<MaskOptions>('maskSmallest', maskKinds, options as MaskOptions)
  return <Net extends AnyNetwork>(
    network: Net,
  ): E.Either<BadRatio, Network<Net['input'], Net['output'], Net['cfg'], Masked<Net['arch'], Layers>>> => {
    if (!(ratio >= 0 && ratio < 1)) return E.left({ _tag: 'BadRatio', ratio })
    const which = layers ?? 'all'
    const ranked = layerNodes(wellFormed('maskSmallest', network).nodes).filter(([, node]) => isRanked(node, which))
    const weights = ranked.map(([, { arrays }]): Ranked => ({ values: known(arrays.weight), mask: arrays.mask }))
    const rule = convention === 'exact' ? exactMask : referenceMask
    const masksOf = (together: readonly Ranked[]): readonly Float32Array[] => {
      const count = together.reduce((sum, { values }) => sum + values.length, 0)
      const before = of === 'all' ? 0 : goneIn(together, convention)
      return rule(together, before + Math.trunc((count - before) * ratio)).masks
    }
    const masks = scope === 'global' ? masksOf(weights) : weights.flatMap((ofLayer) => masksOf([ofLayer]))
    const byPath = new Map(ranked.map(([path], at) => [path, known(masks[at])]))
    const nodes = mapLayers(network.nodes, (node, path) => {
      const mask = byPath.get(path)
      return mask === undefined ? node : maskedNode(node, mask)
    })
    return E.right({ ...network, arch: maskedArch(network, nodes), nodes } as unknown as Network<
      Net['input'],
      Net['output'],
      Net['cfg'],
      Masked<Net['arch'], Layers>
    >)
  }
}

const maskKinds: Kinds<MaskOptions> = {
  ratio: aNumber,
  of: optional(oneOf('all', 'remaining')),
  scope: optional(oneOf('global', 'layer')),
  layers: optional(oneOf('all', 'convolutions', 'linear')),
  convention: optional(oneOf('exact', 'reference')),
}

const isRanked = ({ layer }: LayerNode, layers: RankedLayers): boolean => {
  const weights = definitionOf(layer).maskable?.weights
  return weights !== undefined && (layers === 'all' || layers === weights)
}

/** How many do not remain: what is masked, and to the reference what is 0. */
const goneIn = (arrays: readonly Ranked[], convention: NonNullable<MaskOptions['convention']>): number => {
  const zeros = Number(convention === 'reference')
  let gone = 0
  for (const { values, mask } of arrays)
    for (let at = 0; at < values.length; at += 1) gone += Number(mask?.[at] === 0) | (Number(values[at] === 0) & zeros)
  return gone
}

const maskedNode = ({ layer, arrays, _tag }: LayerNode, mask: Float32Array): LayerNode => {
  const weight = underMask(known(arrays.weight), mask)
  // what lays a mask over a layer gives a layer, though its definition cannot say which
  const maskedLayer = known(definitionOf(layer).maskable).masked(layer) as Layer
  return { _tag, layer: maskedLayer, arrays: { ...arrays, weight, mask } }
}

const maskedArch = ({ input, arch }: AnyNetwork, nodes: readonly Node[]): Arch =>
  typeof arch !== 'string' ? namesOf(input, nodes) : arch.startsWith('masked ') ? arch : `masked ${arch}`
