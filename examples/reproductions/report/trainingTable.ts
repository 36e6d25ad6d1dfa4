/** What trainings came to: a line each, beside what was published. */
import { grouped, milliseconds } from '../../main/numerals.js'
import type { Counts } from '../record.js'
import { type Archive, millisecondsOf } from './archive.js'
import { conventionOf } from './convention.js'
import type { Found, FoundLine } from './found.js'
import { type Column, markdownTable } from './markdownTable.js'
import type { Summary } from './statistics.js'
import { trainingLine, type TrainingLine } from './trainingLine.js'

export const isTraining = ({ line }: FoundLine): boolean => line.task.stage === 'trained' || line.task.stage === 'scratch'

type Row = TrainingLine & Pick<FoundLine, 'records'>

/** Undefined where the preset has no trainings. */
export const trainingTable = ({ study, presets, lines }: Found, archive: Archive): string | undefined => {
  const rows = lines.filter(isTraining).map((found): Row => ({ ...trainingLine(found), records: found.records }))
  if (rows.length === 0) return undefined
  const { name, count } = conventionOf(study)
  // beside a reduced network, what was published is of another
  const ofFullSize = presets.includes('paper') ? '' : ' (full size)'
  const number = (head: string, pick: (counts: Counts) => number): Column<Row> => ({
    head,
    cell: ({ counts }) => rangeText(counts.map(pick)),
  })
  return markdownTable<Row>(
    [
      { head: 'network', align: 'left', cell: (row) => row.name },
      { head: `error %, paper${ofFullSize}`, cell: ({ published }) => published?.paper?.toFixed(2) ?? '' },
      { head: `error %, its code${ofFullSize}`, cell: ({ published }) => published?.code?.toFixed(2) ?? '' },
      { head: 'n', cell: ({ error, records }) => String(error?.n ?? (records.length === 0 ? 'not run yet' : 0)) },
      { head: 'error %, ours: mean', cell: ({ error }) => error?.mean.toFixed(2) ?? '' },
      { head: 'standard deviation', cell: ({ error }) => error?.deviation?.toFixed(2) ?? '' },
      { head: 'error % before fine-tuning', cell: ({ before }) => errorText(before) },
      { head: 'came to nothing', cell: ({ failures }) => (failures.length === 0 ? '' : `${failures.length}, see below`) },
      number('parameters', ({ parameters }) => parameters),
      {
        head: 'not zero',
        cell: ({ counts }) =>
          counts.some(({ nonzero, parameters }) => nonzero < parameters) ? rangeText(counts.map(({ nonzero }) => nonzero)) : '',
      },
      number('multiply-accumulates', ({ multiplyAccumulates }) => multiplyAccumulates),
      number(name, count),
      { head: 'ms a pass (batch)', cell: ({ records }) => timesText(records, archive) },
    ],
    rows,
  )
}

/** '1.43 ± 0.05' */
const errorText = (summary: Summary | undefined): string =>
  summary === undefined ? '' : `${summary.mean.toFixed(2)}${summary.deviation === undefined ? '' : ` ± ${summary.deviation.toFixed(2)}`}`

/** '199,210', or from the least to the greatest where runs differ: one threshold over all layers leaves each seed its own widths. */
export const rangeText = (values: readonly number[]): string => {
  const sorted = values.toSorted((one, other) => one - other)
  const [least, greatest] = [sorted[0], sorted.at(-1)]
  if (least === undefined || greatest === undefined) return ''
  return least === greatest ? grouped(least) : `${grouped(least)} to ${grouped(greatest)}`
}

const timesText = (records: FoundLine['records'], archive: Archive): string => {
  const [first] = records
  if (first === undefined) return ''
  return millisecondsOf(first, archive)
    .map(({ batch, milliseconds: time }) => `${milliseconds(time)} (${batch})`)
    .join(', ')
}
