/**
 * Network Slimming's plan: one ranking over the batch-norm scales of the whole network, one threshold, and each layer keeps what is above it.
 *
 * @see Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming", section 3
 */
import { array as A, either as E, function as F } from 'fp-ts'
import { layerNodes } from '../network/arrays.js'
import { freeGroups } from '../network/coupling.js'
import type { AnyNetwork } from '../network/network.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import type { Sparsity } from '../training/options.js'
import { sparsePaths } from '../training/sparsity.js'
import { scalesOf } from './criterion.js'
import type { Plan, PlanError, PlannedGroup } from './plan.js'
import { highest } from './planTo.js'

/** The options of `planBySlimming`. */
export interface SlimmingOptions {
  /** share of the ranked channels to prune, from 0 up to but without 1 */
  readonly ratio: number
  /**
   * 'paper' (default) removes exactly trunc(count * ratio) channels; of equal ones the earlier stays.
   * 'reference' keeps |scale| > sorted[trunc(count * ratio)], as the code does: one more goes, and all that equal it.
   */
  readonly convention?: 'paper' | 'reference'
  /** which batch norms are ranked, as in the sparsity term: 'everywhere' (default), or 'maps' for those over maps alone */
  readonly over?: Sparsity['over']
  /** no layer loses a greater share of its channels: trunc(width * maximumRatio) at most; the paper's multi-pass slimming takes 0.5 */
  readonly maximumRatio?: number
  /** no layer keeps fewer channels */
  readonly minimumWidth?: number
  /** a layer may lose all its channels, for `cutIdle`; without it that is a `Left` */
  readonly mayEmpty?: boolean
}

/** A slimming plan and how it came about. */
export interface Slimming {
  readonly plan: Plan
  /** how many channels were ranked */
  readonly ranked: number
  /** the greatest |scale| that the ranking gives up; undefined if it gives up none */
  readonly threshold: number | undefined
}

/**
 * The plan that prunes a share of all channels, those of the smallest |scale|, wherever they are.
 *
 * Ranked are the channels that pruning can take and that a batch norm scales: those of the cfg's entries, each by the batch norm behind the
 * layer that makes it, or in front of the selection that picks it. In the papers' networks these are all batch norms. Scales whose channels
 * a sum ties or nothing may take are not counted, nor are channels that a selection left behind before; entries without a batch norm
 * stay whole. Scales are compared as the float32 numbers they are, trunc is taken in doubles.
 *
 * `maximumRatio` and `minimumWidth` give a layer back its highest channels; no others go in their place.
 *
 * A `Left` for a ratio outside [0, 1), for a layer that would lose all its channels, and where no channel passes a batch norm.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), batchNorm(6), relu, linear(6, 2))(key(0))
 * F.pipe(wide, planBySlimming({ ratio: 0.5 }), E.map(({ plan }) => planWidths(plan))) // => { _tag: 'Right', right: [3] }
 * F.pipe(wide, planBySlimming({ ratio: 0.5, convention: 'reference' }), E.isLeft) // => true
 */
export const planBySlimming =
  (options: SlimmingOptions) =>
  <In extends Shape>(network: AnyNetwork<In>): E.Either<PlanError, Slimming> => {
    const { ratio, convention = 'paper', over = 'everywhere', maximumRatio = 0 } = options
    const wrong = [ratio, maximumRatio].find((one) => !(one >= 0 && one < 1))
    if (wrong !== undefined) return E.left({ _tag: 'BadRatio', ratio: wrong })
    const entries = entriesOf(network, over)
    const ranked = entries.flatMap(({ magnitudes = [] }, index) =>
      magnitudes.map((magnitude, channel): Ranked => ({ index, channel, magnitude })),
    )
    if (ranked.length === 0 && entries[0] !== undefined) return E.left({ _tag: 'NoBatchNorm', path: entries[0].path })
    const given = (convention === 'paper' ? exactly : upTo)(ranked, Math.trunc(ranked.length * ratio))
    return F.pipe(
      entries,
      A.traverseWithIndex(E.Applicative)((index: number, entry: Entry) =>
        slimmed(entry, index, new Set(given.flatMap((one) => (one.index === index ? [one.channel] : []))), options),
      ),
      E.map((groups) => ({
        plan: { groups },
        ranked: ranked.length,
        threshold: given.toSorted(bySize).at(-1)?.magnitude,
      })),
    )
  }

/** An entry of the cfg; without magnitudes if it is not ranked. */
interface Entry {
  readonly path: string
  readonly width: number
  readonly magnitudes: readonly number[] | undefined
}

interface Ranked {
  readonly index: number
  readonly channel: number
  readonly magnitude: number
}

const entriesOf = <In extends Shape>({ input, nodes }: AnyNetwork<In>, over: NonNullable<Sparsity['over']>): Entry[] => {
  const scales = sparsePaths(input, nodes, over)
  const layers = new Map(layerNodes(nodes))
  return freeGroups(input, nodes).map(({ makers, width }) => {
    const { path, normalizer } = known(makers[0])
    const ranks = normalizer !== undefined && scales.has(`${normalizer.path}.scale`)
    return { path, width, magnitudes: ranks ? Array.from(scalesOf(layers, normalizer), Math.abs) : undefined }
  })
}

/** So many of the smallest; of equal ones the later. */
const exactly = (ranked: readonly Ranked[], count: number): readonly Ranked[] => ranked.toReversed().toSorted(bySize).slice(0, count)

/** All that are not above the one that so many come before. */
const upTo = (ranked: readonly Ranked[], count: number): readonly Ranked[] => {
  const threshold = ranked.toSorted(bySize)[count]?.magnitude ?? 0
  return ranked.filter(({ magnitude }) => !(magnitude > threshold))
}

const bySize = (left: Ranked, right: Ranked): number => left.magnitude - right.magnitude

/** What a layer keeps when the ranking gives these up: the others, or its highest where a floor says so. */
const slimmed = (
  { width, magnitudes = [] }: Entry,
  index: number,
  given: ReadonlySet<number>,
  { maximumRatio, minimumWidth = 0, mayEmpty = false }: SlimmingOptions,
): E.Either<PlanError, PlannedGroup> => {
  const left = Array.from({ length: width }, (_, channel) => channel).filter((channel) => !given.has(channel))
  const capped = maximumRatio === undefined ? 0 : width - Math.trunc(width * maximumRatio)
  const floor = Math.min(width, Math.max(minimumWidth, capped))
  const kept = left.length < floor ? highest(magnitudes, floor) : left
  return kept.length === 0 && !mayEmpty ? E.left({ _tag: 'EmptiedLayer', index, width, kept: 0, minimum: 1 }) : E.right({ width, kept })
}
