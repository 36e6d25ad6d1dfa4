/**
 * Network Slimming's plan: one ranking over the batch-norm scales of the whole network, one threshold, and each layer keeps what is above it.
 *
 * @see Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming", section 3
 */
import { either as E } from 'fp-ts'
import { wellFormed } from '../network/admitted.js'
import { couplingOf, freeGroups } from '../network/coupling.js'
import { layerNodes } from '../network/layerNodes.js'
import type { AnyNetwork } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { aNumber, type Kinds, oneOf, optional, trueOrFalse, wholeNumber } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { Share } from '../shape/share.js'
import { type Sparsity, sparsityKinds } from '../training/options.js'
import { sparsePaths } from '../training/sparsity.js'
import { type Bundle, bundlesOf } from './bundle.js'
import { scalesOf } from './criterion.js'
import { unevenPlan } from './evenness.js'
import { highestOf } from './evenShares.js'
import { exactMask, referenceMask } from './magnitudeMask.js'
import { placeIn, type Plan, type PlanError, type PlannedGroup } from './plan.js'

/** The options of `planBySlimming`. */
export interface SlimmingOptions<Ratio extends number = number, Maximum extends number = number> {
  /** share of the ranked channels to prune, at least 0 and less than 1 */
  readonly ratio: Share<Ratio, 'ratio'>
  /**
   * 'paper' (default) removes exactly trunc(count * ratio) channels; of equal ones the earlier stays.
   * 'reference' keeps |scale| > sorted[trunc(count * ratio)], as the code does: one more goes, and all that equal it. It ranks every scale of a
   * batch norm in front of a selection, of channels that were left behind before too: after a pass those are zeros, and go first.
   */
  readonly convention?: 'paper' | 'reference' | undefined
  /** which batch norms are ranked, as in the sparsity term: 'everywhere' (default), or 'maps' for those over maps alone */
  readonly over?: Sparsity['over'] | undefined
  /** no layer loses a greater share of its channels: trunc(width * maximumRatio) at most; the paper's multi-pass slimming takes 0.5 */
  readonly maximumRatio?: Share<Maximum, 'maximumRatio'>
  /** no layer keeps fewer channels */
  readonly minimumWidth?: number | undefined
  /** a layer may lose all its channels, for `cutIdle`; without it that is a `Left` */
  readonly mayEmpty?: boolean | undefined
}

/** A slimming plan and how it came about. */
export interface Slimming {
  readonly plan: Plan
  /** how many channels were ranked */
  readonly ranked: number
  /** the greatest |scale| that does not stay by the ranking; undefined if all do */
  readonly threshold: number | undefined
}

/**
 * The plan that prunes a share of all channels, those of the smallest |scale|, wherever they are.
 *
 * Ranked are the channels that pruning can take and that a batch norm scales: those of the cfg's entries, each by the batch norm behind the
 * layer that makes it, or in front of the selection that picks it. In the papers' networks these are all batch norms. Scales whose channels
 * a sum ties or nothing may take are not counted, nor are, by the paper's convention, channels that a selection left behind before; entries
 * without a batch norm stay whole. Scales are compared as the float32 numbers they are, trunc is taken in doubles.
 *
 * `maximumRatio` and `minimumWidth` give a layer back its highest channels; no others go in their place. Where convolutions in groups share channels, each group
 * keeps its highest, as many as the ranking leaves of a group on average, rounded.
 *
 * A `Left` for a ratio outside [0, 1), for a layer that would lose all its channels, and where no channel passes a batch norm.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), batchNorm(6), relu, linear(6, 2))(key(0))
 * F.pipe(wide, planBySlimming({ ratio: 0.5 }), E.map(({ plan }) => planWidths(plan))) // => { _tag: 'Right', right: [3] }
 * F.pipe(wide, planBySlimming({ ratio: 0.5, convention: 'reference' }), E.isLeft) // => true
 */
export const planBySlimming = <const Ratio extends number, const Maximum extends number>(given: SlimmingOptions<Ratio, Maximum>) => {
  const options = checkedOptions('planBySlimming', slimmingKinds, given as SlimmingOptions)
  return (network: AnyNetwork): E.Either<PlanError, Slimming> => {
    const { ratio, convention = 'paper', over = 'everywhere', maximumRatio = 0 } = options
    const wrong = [ratio, maximumRatio].find((one) => !(one >= 0 && one < 1))
    if (wrong !== undefined) return E.left({ _tag: 'BadRatio', ratio: wrong })
    const entries = entriesOf(wellFormed('planBySlimming', network), over)
    const magnitudes = entries.map((entry) => entry.magnitudes ?? noMagnitudes)
    if (magnitudes.every(({ length }) => length === 0) && entries[0] !== undefined)
      return E.left({ _tag: 'NoBatchNorm', path: entries[0].path })
    const alsoRanked = convention === 'reference' ? entries.map((entry) => entry.leftBehind) : []
    const ranked = [...magnitudes, ...alsoRanked].reduce((sum, { length }) => sum + length, 0)
    const rule = convention === 'paper' ? exactMask : referenceMask
    const { masks, threshold } = rule(
      [...magnitudes, ...alsoRanked].map((values) => ({ values })),
      Math.trunc(ranked * ratio),
    )
    const coupling = couplingOf(network.input, network.nodes)
    const left = entries.map(({ width }, index) => leftBy(known(masks[index]), width))
    const floors = entries.map(({ width }) => floorOf(width, options))
    const kept = bundlesOf(coupling).reduce(evened(entries, floors), left)
    const emptied = kept.findIndex(({ length }) => length === 0)
    if (emptied !== -1 && !options.mayEmpty)
      return E.left({
        _tag: 'EmptiedLayer',
        index: placeIn(network.cfg, emptied),
        width: known(entries[emptied]).width,
        kept: 0,
      })
    const groups = entries.map(({ width }, index): PlannedGroup => ({ width, kept: known(kept[index]) }))
    const uneven = unevenPlan(coupling, groups)
    return uneven === undefined ? E.right({ plan: { groups }, ranked, threshold }) : E.left(uneven)
  }
}

const slimmingKinds: Kinds<SlimmingOptions> = {
  ratio: aNumber,
  convention: optional(oneOf('paper', 'reference')),
  over: sparsityKinds.over,
  maximumRatio: optional(aNumber),
  minimumWidth: optional(wholeNumber(0)),
  mayEmpty: optional(trueOrFalse),
}

/** An entry of the cfg; without magnitudes if it is not ranked. */
interface Entry {
  readonly path: string
  readonly width: number
  readonly magnitudes: Float32Array | undefined
  /** |scale| in the batch norm in front of a selection, of the channels that are not selected */
  readonly leftBehind: Float32Array
}

const noMagnitudes = new Float32Array(0)

const entriesOf = ({ input, nodes }: AnyNetwork, over: NonNullable<Sparsity['over']>): Entry[] => {
  const scales = sparsePaths(input, nodes, over)
  const layers = new Map(layerNodes(nodes))
  const order = [...layers.keys()]
  return freeGroups(input, nodes).map(({ makers, width }) => {
    const { path, normalizer } = known(makers[0])
    if (normalizer === undefined || !scales.has(`${normalizer.path}.scale`))
      return { path, width, magnitudes: undefined, leftBehind: noMagnitudes }
    const selected = new Set(normalizer.places)
    const others = known(layers.get(normalizer.path)?.arrays.scale).filter((_, place) => !selected.has(place))
    const isInFront = order.indexOf(normalizer.path) < order.indexOf(path) // only of a selection: every other layer is normalized behind
    return {
      path,
      width,
      magnitudes: Float32Array.from(scalesOf(layers, normalizer), Math.abs),
      leftBehind: isInFront ? Float32Array.from(others, Math.abs) : noMagnitudes,
    }
  })
}

/** What the ranking leaves of an entry; all of one that is not ranked. */
const leftBy = (mask: Float32Array, width: number): readonly number[] =>
  Array.from({ length: width }, (_, channel) => channel).filter((channel) => mask[channel] !== 0)

/** The fewest channels that an entry may keep. */
const floorOf = (width: number, { maximumRatio, minimumWidth = 0 }: SlimmingOptions): number =>
  Math.min(width, Math.max(minimumWidth, maximumRatio === undefined ? 0 : width - Math.trunc(width * maximumRatio)))

/**
 * What entries that are narrowed together keep. One that nothing is asked of: what the ranking leaves, or its highest where a floor says so. Others: the highest of
 * each group of channels, as many as the ranking leaves on average. An entry that is not ranked stays whole.
 */
const evened =
  (entries: readonly Entry[], floors: readonly number[]) =>
  (left: readonly (readonly number[])[], { groups, steps, parts }: Bundle): readonly (readonly number[])[] => {
    const sumOf = (count: (group: number) => number): number => groups.reduce((sum, group) => sum + count(group), 0)
    const stay = sumOf((group) => known(left[group]).length)
    const share = (steps * stay) / sumOf((group) => known(entries[group]).width)
    const least = Math.max(...groups.map((group) => Math.ceil((known(floors[group]) * steps) / known(entries[group]).width)))
    const staying = Math.max(Math.round(share), Math.min(stay, 1), least)
    return left.map((channels, group) => {
      const { width, magnitudes } = known(entries[group])
      if (!groups.includes(group) || magnitudes === undefined || (parts.length === 1 && channels.length >= staying)) return channels
      const own = parts.filter(([first]) => first?.group === group).map((part) => part.map(({ channel }) => channel))
      return highestOf(own, magnitudes, (staying * width) / steps)
    })
  }
