/** Of how many seeds a chart is, and what its lines and bands then are. */
import type { RunRecord } from '../record.js'

const seedsOf = (records: readonly RunRecord[]): number => new Set(records.map(({ seed }) => seed)).size

/** '5 seeds', of the runs that a chart shows; where its lines are of different numbers of them, each says its own. */
export const runsText = (...lines: readonly (readonly RunRecord[])[]): string => {
  const counts = new Set(lines.map(seedsOf))
  const [seeds] = counts
  if (counts.size > 1) return 'mean and standard deviation of n seeds'
  return seeds === 1 ? 'one seed' : `mean and standard deviation of ${seeds} seeds`
}

/** A curve's name in the legend: with its number of seeds where the chart's lines differ in it. */
export const curveName = (name: string, records: readonly RunRecord[], all: readonly (readonly RunRecord[])[]): string =>
  new Set(all.map(seedsOf)).size > 1 ? `${name} (n = ${seedsOf(records)})` : name

/** A line of one run has no band. */
export const linesText = (...lines: readonly (readonly RunRecord[])[]): string =>
  lines.every((records) => seedsOf(records) === 1)
    ? 'Lines are one run each: how much another seed differs is not known yet.'
    : `Lines are means over seeds, bands a standard deviation up and down${lines.some((records) => seedsOf(records) === 1) ? '; a line of one seed has no band' : ''}.`
