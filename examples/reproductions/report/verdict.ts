/** When a claim counts as shown: a rule that is the same for all claims. */
import type { Summary } from './statistics.js'

export type Verdict = 'shown' | 'not shown' | 'not decidable at this scale'

/** Where a difference lies if the claim holds, without the ends. */
export interface Region {
  readonly above?: number
  readonly below?: number
}

/** The least number of seeds that decides anything. */
export const leastSeeds = 3

/**
 * Shown where the whole interval of the mean difference lies in the region, not shown where all of it lies outside, else not decidable; of fewer
 * than three seeds never.
 *
 * @example
 * verdictOf(summaryOf([1, 1.1, 1.2]), { above: 0 }) // => 'shown'
 * verdictOf(summaryOf([1, 1.1]), { above: 0 }) // => 'not decidable at this scale'
 */
export const verdictOf = (summary: Summary | undefined, { above, below }: Region): Verdict => {
  if (summary?.interval === undefined || summary.n < leastSeeds) return 'not decidable at this scale'
  const { low, high } = summary.interval
  if ((above === undefined || low > above) && (below === undefined || high < below)) return 'shown'
  return (above !== undefined && high <= above) || (below !== undefined && low >= below) ? 'not shown' : 'not decidable at this scale'
}

/** Of a claim: what all that could be decided say, and one that falls is enough. */
export const verdictOfAll = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('not shown') ? 'not shown' : verdicts.includes('shown') ? 'shown' : 'not decidable at this scale'
