/** When a claim counts as shown: a rule that is the same for all claims. */
import { intervalOf, type Summary } from './statistics.js'

export type Verdict = 'shown' | 'not shown' | 'not decidable at this scale' | 'not decidable yet'

/** Where a difference lies if the claim holds, without the ends. */
export interface Region {
  readonly above?: number
  readonly below?: number
}

/** The least number of seeds that decides anything. */
export const leastSeeds = 3

/** How often a comparison of a claim that holds may be found outside its region: in one of twenty. */
const error = 0.05

/** A comparison: the differences, and where they must lie. */
export interface Compared {
  readonly difference: Summary | undefined
  readonly region: Region | undefined
  /** why the numbers tell nothing, however many there are */
  readonly tellsNothing?: string | undefined
}

/**
 * Shown where the whole 95 % interval of the mean difference lies in the region, not shown where all of it lies outside, else not decidable at this
 * scale; of fewer than three seeds not decidable yet. Differences that all lie on the very end of the region are on neither side of it.
 *
 * @example
 * verdictOf({ difference: summaryOf([1, 1.1, 1.2]), region: { above: 0 } }) // => 'shown'
 * verdictOf({ difference: summaryOf([1, 1.1]), region: { above: 0 } }) // => 'not decidable yet'
 * verdictOf({ difference: summaryOf([0, 0, 0]), region: { above: 0 } }) // => 'not decidable at this scale'
 */
export const verdictOf = (compared: Compared): Verdict => judged(compared, error)

/** Why a comparison tells nothing: 'every difference is 0.00'; undefined where it tells something. */
export const nothingIn = ({ difference, region, tellsNothing }: Compared): string | undefined => {
  if (tellsNothing !== undefined || difference === undefined || region === undefined) return tellsNothing
  const { mean, deviation } = difference
  const onTheEnd = (difference.n === 1 || deviation === 0) && (mean === region.above || mean === region.below)
  return onTheEnd ? `every difference is ${mean.toFixed(2)}` : undefined
}

const judged = (compared: Compared, atError: number): Verdict => {
  const { difference, region } = compared
  const interval = difference === undefined || difference.n < leastSeeds ? undefined : intervalOf(difference, atError)
  if (interval === undefined || region === undefined) return 'not decidable yet'
  if (nothingIn(compared) !== undefined) return 'not decidable at this scale'
  const { low, high } = interval
  const { above, below } = region
  if ((above === undefined || low > above) && (below === undefined || high < below)) return 'shown'
  return (above !== undefined && high <= above) || (below !== undefined && low >= below) ? 'not shown' : 'not decidable at this scale'
}

/**
 * Of a claim, which says something of every network: shown where every comparison is (an intersection-union test, which needs no correction), not
 * shown where one lies outside even by its Bonferroni interval, of 95 % for all comparisons together. Comparisons of fewer than three seeds
 * keep it open.
 */
export const verdictOfAll = (compared: readonly Compared[]): Verdict => {
  const at = (atError: number): readonly Verdict[] => compared.map((each) => judged(each, atError))
  const each = at(error)
  const decidable = each.filter((verdict) => verdict !== 'not decidable yet').length
  if (decidable === 0) return 'not decidable yet'
  if (at(error / decidable).includes('not shown')) return 'not shown'
  if (each.every((verdict) => verdict === 'shown')) return 'shown'
  return decidable < each.length && each.every((verdict) => verdict === 'shown' || verdict === 'not decidable yet')
    ? 'not decidable yet'
    : 'not decidable at this scale'
}

/** 'not decidable yet (n = 1)': what is open for want of runs says how many there are; what tells nothing says why. */
export const verdictText = (verdict: Verdict, seeds: number, why?: string): string =>
  [verdict === 'not decidable yet' ? `${verdict} (n = ${seeds})` : verdict, ...(why === undefined ? [] : [why])].join(': ')
