/** '5 seeds', of the runs that a chart shows. */
import type { RunRecord } from '../record.js'

export const runsText = (records: readonly RunRecord[]): string => {
  const seeds = new Set(records.map(({ seed }) => seed)).size
  return seeds === 1 ? 'one seed' : `mean and standard deviation of ${seeds} seeds`
}
