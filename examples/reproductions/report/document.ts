/** A file that follows from records: a page, or a chart that is still to be drawn. */
import type { Chart } from '../../charts/chart.js'

export interface Document {
  /** below docs/reproductions/ */
  readonly path: string
  readonly contents: string | Chart
}

/** The first line of every file written here; whoever tidies up removes no other. A comment of XML, too: without two hyphens. */
export const mark = '<!-- written by `reproduce report` from the records, not by hand -->'
