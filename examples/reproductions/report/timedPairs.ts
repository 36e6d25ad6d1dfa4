/** Comparisons of how long a pass takes, whole and pruned. */
import type { RunRecord } from '../record.js'
import { rootOf, type Timed } from '../stage.js'
import type { Line } from '../study.js'
import { arithmeticGone } from './arithmeticGone.js'
import type { Pair, Side } from './claim.js'

interface TimedLines {
  readonly whole: Line
  readonly pruned: Line
  readonly task: Timed
  readonly batch: number
}

/** Each pruned network that was timed beside the whole one, for each size of batch. */
const timedLines = (lines: readonly Line[]): readonly TimedLines[] =>
  lines.flatMap((pruned) => {
    const { task } = pruned
    if (task.stage !== 'timed' || task.of.stage === 'fresh') return []
    const whole = lines.find(
      (one) =>
        one.task.stage === 'timed' && one.task.of.stage === 'fresh' && JSON.stringify(one.task.of) === JSON.stringify(rootOf(task.of)),
    )
    return whole === undefined ? [] : task.batches.map((batch) => ({ whole, pruned, task, batch }))
  })

const millisecondsAt =
  (batch: number) =>
  ({ times }: RunRecord): number | undefined =>
    times.passes.find((pass) => pass.batch === batch)?.milliseconds

/** Milliseconds of a pass, whole against pruned. */
export const wholeAndPrunedTimes = (lines: readonly Line[]): readonly Pair[] =>
  timedLines(lines).map(({ whole, pruned, batch }) => {
    const side = (line: Line): Side => ({ line, of: `batch ${batch}`, measure: millisecondsAt(batch) })
    return { name: `${whole.name} against ${pruned.name}, batch ${batch}`, first: side(whole), second: side(pruned) }
  })

/** Whether layers select what they read of maps that stay as wide as they were, so that selecting takes time of its own. */
const selects = ({ of }: Timed): boolean => ['preResnet', 'densenet'].includes(rootOf(of).network.family)

/** The share of the time that pruning saves against the share of the arithmetic, in percent: where whole filters go, or where layers select. */
export const timeAndArithmeticSaved =
  (where: 'whole filters go' | 'layers select') =>
  (lines: readonly Line[]): readonly Pair[] =>
    timedLines(lines)
      .filter(({ task }) => selects(task) === (where === 'layers select'))
      .map(({ whole, pruned, batch }) => ({
        name: `${pruned.name}, batch ${batch}`,
        first: { line: pruned, of: `time saved, batch ${batch}`, measure: savedTime(batch) },
        second: {
          line: whole,
          of: 'arithmetic saved',
          measure: (record: RunRecord, smaller: RunRecord) => percentOf(arithmeticGone(smaller, record)),
        },
      }))

const savedTime =
  (batch: number) =>
  (smaller: RunRecord, whole: RunRecord): number | undefined => {
    const [less, all] = [millisecondsAt(batch)(smaller), millisecondsAt(batch)(whole)]
    return less === undefined || all === undefined || all <= 0 ? undefined : percentOf(1 - less / all)
  }

const percentOf = (share: number | undefined): number | undefined => (share === undefined ? undefined : 100 * share)
