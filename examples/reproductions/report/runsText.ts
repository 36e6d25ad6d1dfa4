/** Of how many seeds a chart is, and what its lines and bands then are. */
import type { RunRecord } from '../record.js'

const seedsOf = (records: readonly RunRecord[]): number => new Set(records.map(({ seed }) => seed)).size

/** '5 seeds', of the runs that a chart shows. */
export const runsText = (records: readonly RunRecord[]): string => {
  const seeds = seedsOf(records)
  return seeds === 1 ? 'one seed' : `mean and standard deviation of ${seeds} seeds`
}

/** A line of one run has no band. */
export const linesText = (records: readonly RunRecord[]): string =>
  seedsOf(records) === 1
    ? 'Lines are one run each: how much another seed differs is not known yet.'
    : 'Lines are means over seeds, bands a standard deviation up and down.'
