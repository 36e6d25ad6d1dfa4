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

/**
 * Shown where the whole 95 % interval of the mean difference lies in the region, not shown where all of it lies outside, else not decidable at this
 * scale; of fewer than three seeds not decidable yet.
 *
 * @example
 * verdictOf(summaryOf([1, 1.1, 1.2]), { above: 0 }) // => 'shown'
 * verdictOf(summaryOf([1, 1.1]), { above: 0 }) // => 'not decidable yet'
 */
export const verdictOf = (summary: Summary | undefined, region: Region): Verdict => judged(summary, region, error)

const judged = (summary: Summary | undefined, { above, below }: Region, atError: number): Verdict => {
  const interval = summary === undefined || summary.n < leastSeeds ? undefined : intervalOf(summary, atError)
  if (interval === undefined) return 'not decidable yet'
  const { low, high } = interval
  if ((above === undefined || low > above) && (below === undefined || high < below)) return 'shown'
  return (above !== undefined && high <= above) || (below !== undefined && low >= below) ? 'not shown' : 'not decidable at this scale'
}

/** A comparison: the differences, and where they must lie. */
export interface Compared {
  readonly difference: Summary | undefined
  readonly region: Region | undefined
}

/**
 * Of a claim, which says something of every network: shown where every comparison is (an intersection-union test, which needs no correction), not
 * shown where one lies outside even by its Bonferroni interval, of 95 % for all comparisons together. Comparisons of fewer than three seeds
 * keep it open.
 */
export const verdictOfAll = (compared: readonly Compared[]): Verdict => {
  const at = (atError: number): readonly Verdict[] =>
    compared.map(({ difference, region }) => (region === undefined ? 'not decidable yet' : judged(difference, region, atError)))
  const each = at(error)
  const decidable = each.filter((verdict) => verdict !== 'not decidable yet').length
  if (decidable === 0) return 'not decidable yet'
  if (at(error / decidable).includes('not shown')) return 'not shown'
  if (each.every((verdict) => verdict === 'shown')) return 'shown'
  return decidable < each.length && each.every((verdict) => verdict === 'shown' || verdict === 'not decidable yet')
    ? 'not decidable yet'
    : 'not decidable at this scale'
}

/** 'not decidable yet (n = 1)': what is open for want of runs says how many there are. */
export const verdictText = (verdict: Verdict, seeds: number): string =>
  verdict === 'not decidable yet' ? `${verdict} (n = ${seeds})` : verdict
