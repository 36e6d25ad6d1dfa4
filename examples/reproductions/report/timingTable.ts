/** Milliseconds of a pass, dense and pruned, beside the arithmetic. */
import { grouped, milliseconds } from '../../main/numerals.js'
import { type Archive, millisecondsOf } from './archive.js'
import type { Found, FoundLine } from './found.js'
import { markdownTable } from './markdownTable.js'
import { distinct } from './sweepTable.js'

export const isTiming = ({ line }: FoundLine): boolean => line.task.stage === 'timed'

/** Undefined where the preset times nothing. */
export const timingTable = ({ lines }: Found, archive: Archive): string | undefined => {
  const rows = lines.filter(isTiming).map(({ line, records }) => ({
    name: line.name,
    published: line.published,
    n: records.length,
    counts: records[0]?.counts ?? undefined,
    times: records[0] === undefined ? [] : millisecondsOf(records[0], archive),
  }))
  const batches = distinct(rows.flatMap(({ times }) => times.map(({ batch }) => batch))).toSorted((one, other) => one - other)
  return rows.length === 0
    ? undefined
    : markdownTable(
        [
          { head: 'network', align: 'left', cell: ({ name }) => name },
          { head: 'n', cell: ({ n }) => (n === 0 ? 'not run yet' : String(n)) },
          { head: 'parameters', cell: ({ counts }) => (counts === undefined ? '' : grouped(counts.parameters)) },
          { head: 'parameters, published', cell: ({ published }) => millions(published?.parameters) },
          { head: 'multiply-accumulates', cell: ({ counts }) => (counts === undefined ? '' : grouped(counts.multiplyAccumulates)) },
          { head: 'multiply-accumulates, published', cell: ({ published }) => millions(published?.multiplyAccumulates) },
          ...batches.map((batch) => ({
            head: `ms a pass, batch ${batch}`,
            cell: ({ times }: (typeof rows)[number]) => {
              const time = times.find((each) => each.batch === batch)
              return time === undefined ? '' : milliseconds(time.milliseconds)
            },
          })),
        ],
        rows,
      )
}

/** '1.72 million' */
const millions = (value: number | undefined): string => (value === undefined ? '' : `${grouped(value / 1e6)} million`)
