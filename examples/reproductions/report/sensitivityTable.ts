/** Test accuracy with one entry of the cfg pruned and the others whole: a row for each entry, a column for each ratio. */
import { percent } from '../../main/numerals.js'
import type { RunRecord } from '../record.js'
import type { FoundLine } from './found.js'
import { markdownTable } from './markdownTable.js'
import { summaryOf } from './statistics.js'
import { accuracyText, distinct, ratiosOf } from './sweepTable.js'

export interface SensitivityPoint {
  readonly index: number
  readonly ratio: number
  readonly accuracy: number
}

export const sensitivityPoints = (records: readonly RunRecord[]): readonly SensitivityPoint[] =>
  records.flatMap(({ result }) => (result.is === 'sensitivity' ? result.rows : []))

/** Undefined where there are no points. */
export const sensitivityTable = ({ records }: FoundLine): string | undefined => {
  const points = sensitivityPoints(records)
  const rows = distinct(points.map(({ index }) => index)).map((index) => ({ index, own: points.filter((point) => point.index === index) }))
  return rows.length === 0
    ? undefined
    : markdownTable(
        [
          { head: 'entry of the cfg', cell: ({ index }) => String(index) },
          ...ratiosOf(points).map((ratio) => ({
            head: `${percent(ratio, 0)} gone`,
            cell: ({ own }: (typeof rows)[number]) =>
              accuracyText(summaryOf(own.filter((point) => point.ratio === ratio).map(({ accuracy }) => accuracy))),
          })),
        ],
        rows,
      )
}
