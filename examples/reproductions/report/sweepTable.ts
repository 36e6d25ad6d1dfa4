/** Test accuracy without retraining: a row for each ranking and selection, a column for each ratio. */
import { percent } from '../../main/numerals.js'
import type { RunRecord } from '../record.js'
import type { FoundLine } from './found.js'
import { markdownTable } from './markdownTable.js'
import { type Summary, summaryOf } from './statistics.js'

export interface SweepPoint {
  readonly ranking: string
  readonly selection: string
  readonly ratio: number
  readonly accuracy: number
}

export const sweepPoints = (records: readonly RunRecord[]): readonly SweepPoint[] =>
  records.flatMap(({ result }) => (result.is === 'sweep' ? result.rows : []))

/** Each value once, in the order in which they came. */
export const distinct = <A>(values: readonly A[]): readonly A[] => [...new Set(values)]

/** Undefined where there are no points. */
export const sweepTable = ({ records }: FoundLine): string | undefined => {
  const points = sweepPoints(records)
  const rows = distinct(points.map(({ ranking, selection }) => `${ranking}\n${selection}`)).map((row) => {
    const [ranking = '', selection = ''] = row.split('\n')
    return { ranking, selection, own: points.filter((point) => point.ranking === ranking && point.selection === selection) }
  })
  return rows.length === 0
    ? undefined
    : markdownTable(
        [
          { head: 'ranking', align: 'left', cell: ({ ranking }) => rankingText(ranking) },
          { head: 'selection', align: 'left', cell: ({ selection }) => selection },
          ...ratiosOf(points).map((ratio) => ({
            head: `${percent(ratio, 0)} gone`,
            cell: ({ own }: (typeof rows)[number]) =>
              accuracyText(summaryOf(own.filter((point) => point.ratio === ratio).map(({ accuracy }) => accuracy))),
          })),
        ],
        rows,
      )
}

export const ratiosOf = (points: readonly { readonly ratio: number }[]): readonly number[] =>
  distinct(points.map(({ ratio }) => ratio)).toSorted((one, other) => one - other)

/** As a reader calls a ranking that a record has a short name for. */
export const rankingText = (ranking: string): string =>
  ranking === 'l1' ? 'smallest L1' : ranking === 'l2' ? 'smallest L2' : ranking.replace('largest l', 'largest L')

/** '98.1 ± 0.2', in percent */
export const accuracyText = (summary: Summary | undefined): string =>
  summary === undefined
    ? ''
    : `${(100 * summary.mean).toFixed(1)}${summary.deviation === undefined ? '' : ` ± ${(100 * summary.deviation).toFixed(1)}`}`
