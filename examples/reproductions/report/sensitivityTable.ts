/** Test accuracy with one entry of the cfg pruned and the others whole: a row for each entry, a column for each ratio. */
import { percent } from '../../main/numerals.js'
import type { RunRecord } from '../record.js'
import { rootOf, startOf } from '../stage.js'
import type { FoundLine } from './found.js'
import { markdownTable } from './markdownTable.js'
import { stageOfNetwork } from './stageOfNetwork.js'
import { meanOf, summaryOf } from './statistics.js'
import { accuracyText, distinct, ratiosOf } from './sweepTable.js'

export interface SensitivityPoint {
  readonly index: number
  readonly ratio: number
  readonly accuracy: number
}

export const sensitivityPoints = (records: readonly RunRecord[]): readonly SensitivityPoint[] =>
  records.flatMap(({ result }) => (result.is === 'sensitivity' ? result.rows : []))

/** By stages: of each run, the mean over the layers of a stage, one of them pruned at a time. */
export const stagePoints = ({
  line,
  records,
}: FoundLine): readonly { readonly stage: number; readonly ratio: number; readonly accuracy: number }[] => {
  const { network } = rootOf(startOf(line.task))
  return records.flatMap((record) => {
    const points = sensitivityPoints([record]).flatMap((point) => {
      const stage = stageOfNetwork(network, point.index)
      return stage === undefined ? [] : [{ ...point, stage }]
    })
    return distinct(points.map(({ stage }) => stage)).flatMap((stage) =>
      ratiosOf(points).flatMap((ratio) => {
        const own = points.filter((point) => point.stage === stage && point.ratio === ratio)
        return own.length === 0 ? [] : [{ stage, ratio, accuracy: meanOf(own.map(({ accuracy }) => accuracy)) }]
      }),
    )
  })
}

/** Undefined where there are no points. */
export const sensitivityTable = ({ line, records }: FoundLine): string | undefined => {
  const points = sensitivityPoints(records)
  const { network } = rootOf(startOf(line.task))
  const rows = distinct(points.map(({ index }) => index)).map((index) => ({ index, own: points.filter((point) => point.index === index) }))
  return rows.length === 0
    ? undefined
    : markdownTable(
        [
          { head: 'stage', cell: ({ index }) => stageOfNetwork(network, index)?.toString() ?? '' },
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
