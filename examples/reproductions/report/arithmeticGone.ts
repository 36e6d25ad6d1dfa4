/** How much less a pruned network computes than the whole one. */
import type { RunRecord } from '../record.js'

/** The share of the multiply-accumulates; undefined where either was not counted. */
export const arithmeticGone = (pruned: RunRecord, whole: RunRecord): number | undefined => {
  const [left, all] = [pruned.counts?.multiplyAccumulates, whole.counts?.multiplyAccumulates]
  return left === undefined || all === undefined || all === 0 ? undefined : 1 - left / all
}
