/** From scores to a plan: keep the highest-scored channels of each layer, as many as told. */
import { either as E, function as F } from 'fp-ts'
import { wellFormed } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import { known } from '../shape/invariant.js'
import { aNumber, either, type Kinds, listOf, oneOf, optional, wholeNumber } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import type { Shares } from '../shape/share.js'
import { type Candidates, candidatesAt, type Criterion, criterionKind, scored, type Survey, surveyed } from './criterion.js'
import { unevenPlan } from './evenness.js'
import { type EvenShares, freeShares, highestOf } from './evenShares.js'
import { plannedKept } from './keeper.js'
import { placeIn, type Plan, type PlanError, type PlannedGroup, widthsOf } from './plan.js'

/**
 * How layers pruned together are scored (Li et al. 2017, section 3.3).
 *   independent  each on the network as it is: the kernels of inputs that an earlier layer loses count
 *   greedy       each on the network without what the earlier entries of the cfg lose
 */
export type Selection = 'independent' | 'greedy'

/** The options of `planTo`. */
export interface PlanOptions {
  /** default 'independent', as the code behind Liu et al. 2019 has it */
  readonly selection?: Selection | undefined
}

/**
 * The plan that keeps as many channels as the cfg says.
 *
 * Scores are taken from the network as it is, each layer by itself, by default; `greedy` goes layer after layer. Ties keep the lower index, kept channels stay
 * in their order.
 *
 * Where convolutions in groups share channels, each group keeps as many, its highest.
 *
 * A `Left` for a cfg of another length, with poolings elsewhere, or with a width that is wider than the network's, no positive integer, or shared unevenly; or
 * where the criterion has nothing to score, which is its own `Failure`.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * F.pipe(wide, planTo(l1Norm, [7])) // => { _tag: 'Left', left: { _tag: 'BadWidth', index: 0, width: 6, asked: 7 } }
 */
export const planTo = <Failure>(criterion: Criterion<Failure>, cfg: Cfg, options: PlanOptions = {}) =>
  planBy('planTo', criterion, cfg, options)

/** As above; `caller` names the public function in errors. */
export const planBy = <Failure>(caller: string, criterion: Criterion<Failure>, cfg: Cfg, options: PlanOptions = {}) => {
  const { selection } = checkedOptions(caller, planKinds, options)
  checkedArgument(caller, 'criterion', criterionKind, criterion)
  checkedArgument(caller, 'cfg', numbersAndPoolings, cfg)
  return (network: AnyNetwork): E.Either<PlanError | Failure, Plan> =>
    samePlaces(cfg, wellFormed(caller, network).cfg)
      ? planned(criterion, network, surveyed(network), widthsOf(cfg), selection)
      : E.left({ _tag: 'PlanMismatch', expected: network.cfg, found: cfg })
}

/** As many entries, and poolings at the same places. */
const samePlaces = (one: Cfg, other: Cfg): boolean =>
  one.length === other.length && one.every((entry, at) => (entry === 'M') === (other[at] === 'M'))

/** One number for each width of the cfg: the same for all, or those of a list, beside which the cfg's poolings may stand. */
export const perWidth = (given: Ratios, cfg: Cfg): E.Either<PlanError, readonly number[]> => {
  const widths = widthsOf(cfg)
  const each = typeof given === 'number' ? widths.map(() => given) : given
  const alone = widthsOf(each)
  return alone.length === widths.length && (alone.length === each.length || samePlaces(each, cfg))
    ? E.right(alone)
    : E.left({ _tag: 'RatioMismatch', expected: cfg, found: each })
}

const planKinds = { selection: optional(oneOf('independent', 'greedy')) }
const numbersAndPoolings = listOf("numbers and 'M'", either(aNumber, oneOf('M')))

/** How much to prune: one ratio for all widths of the cfg, or one each, beside which the cfg's poolings may stand. */
export type Ratios = number | Cfg

/** The options of `planByRatio`. */
export interface RatioOptions extends PlanOptions {
  /** no layer keeps fewer channels; by default none is guarded, and a layer that would lose all of them is a `Left` (`EmptiedLayer`) */
  readonly minimumWidth?: number | undefined
}

/**
 * The plan that prunes a share of each layer: trunc(width * (1 - ratio)) channels stay, computed in double precision as the reference code does. Where
 * convolutions in groups share them, the most that each group can keep as many of: 21 of 32 become 20 in four groups.
 *
 * A layer that would keep fewer than `minimumWidth` channels keeps that many where a minimum was asked for (or all, if it has fewer);
 * without one, a layer that would lose all of them is a `Left`. So are ratios that are not one for each width; 'M' may stand where the cfg has it,
 * or nowhere.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * F.pipe(wide, planByRatio(l1Norm, 0.5), E.map(planWidths)) // => { _tag: 'Right', right: [3] }
 * F.pipe(wide, planByRatio(l1Norm, 0.9), E.isLeft) // => true
 */
export const planByRatio = <Failure, const Given extends Ratios = Ratios>(
  criterion: Criterion<Failure>,
  given: Shares<Given, 'ratio'>,
  options: RatioOptions = {},
) => {
  const { minimumWidth = 0, selection } = checkedOptions('planByRatio', ratioKinds, options)
  checkedArgument('planByRatio', 'criterion', criterionKind, criterion)
  const ratios = checkedArgument('planByRatio', 'ratios', either(aNumber, numbersAndPoolings), given)
  return (network: AnyNetwork): E.Either<PlanError | Failure, Plan> => {
    const each = perWidth(ratios, wellFormed('planByRatio', network).cfg)
    if (E.isLeft(each)) return each
    const wrong = each.right.find((ratio) => !(ratio >= 0 && ratio < 1))
    if (wrong !== undefined) return E.left({ _tag: 'BadRatio', ratio: wrong })
    const survey = surveyed(network)
    const shares = freeShares(survey.coupling)
    const counts = widthsOf(network.cfg).map((width, index) => {
      const step = width / (shares[index]?.steps ?? width)
      const stay = (count: number, rounded: (steps: number) => number): number => step * rounded(count / step)
      return Math.min(width, Math.max(stay(keptCount(width, each.right[index] ?? 0), Math.floor), stay(minimumWidth, Math.ceil)))
    })
    return planned(criterion, network, survey, counts, selection)
  }
}

const ratioKinds: Kinds<RatioOptions> = { ...planKinds, minimumWidth: optional(wholeNumber(0)) }

/**
 * trunc(width * (1 - ratio)) in doubles, as the reference code has it: 100 channels at 0.9 keep 9.
 *
 * @example
 * keptCount(16, 0.1) // => 14
 * keptCount(100, 0.9) // => 9
 */
export const keptCount = (width: number, ratio: number): number => Math.trunc(width * (1 - ratio))

const planned = <Failure>(
  criterion: Criterion<Failure>,
  network: AnyNetwork,
  survey: Survey,
  counts: readonly number[],
  selection: Selection = 'independent',
): E.Either<PlanError | Failure, Plan> => {
  const shares = freeShares(survey.coupling)
  return F.pipe(
    counts.reduce<E.Either<PlanError | Failure, readonly PlannedGroup[]>>(
      (soFar, count, index) =>
        F.pipe(
          soFar,
          E.flatMap((before) => {
            const lost = selection === 'greedy' ? before : []
            const candidates = candidatesAt(survey, index, plannedKept(survey.coupling, lost))
            return E.map((group: PlannedGroup) => [...before, group])(
              plannedGroup(criterion, candidates, known(shares[index]), count, placeIn(network.cfg, index)),
            )
          }),
        ),
      E.right([]),
    ),
    E.flatMap((groups) => {
      const uneven = unevenPlan(survey.coupling, groups)
      return uneven === undefined ? E.right({ groups }) : E.left(uneven)
    }),
  )
}

const plannedGroup = <Failure>(
  criterion: Criterion<Failure>,
  candidates: Candidates,
  { parts }: EvenShares,
  count: number,
  index: number,
): E.Either<PlanError | Failure, PlannedGroup> => {
  const { width } = candidates
  if (count === 0) return E.left({ _tag: 'EmptiedLayer', index, width, kept: 0 })
  if (!Number.isInteger(count) || count < 0 || count > width) return E.left({ _tag: 'BadWidth', index, width, asked: count })
  return F.pipe(
    scored(criterion, candidates),
    E.map((scores) => ({ width, kept: highestOf(parts, scores, count) })),
  )
}
