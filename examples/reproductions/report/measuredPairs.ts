/** Comparisons within what was measured without training: rankings, layers, scales, milliseconds. */
import { rankingName } from '../prunedBy.js'
import type { RunRecord } from '../record.js'
import { rootOf, startOf } from '../stage.js'
import type { Line } from '../study.js'
import { bothAtChance } from './chance.js'
import type { Pair, Side } from './claim.js'
import { greedyMatters } from './greedyMatters.js'
import { sparseAndPlain } from './pairs.js'
import { sensitivityPoints } from './sensitivityTable.js'
import { summaryOf } from './statistics.js'
import { distinct, rankingText, type SweepPoint, sweepPoints } from './sweepTable.js'

const percentOf = (points: readonly { readonly accuracy: number }[]): number | undefined => {
  const mean = summaryOf(points.map(({ accuracy }) => accuracy))?.mean
  return mean === undefined ? undefined : 100 * mean
}

/** Which rows of a sweep. */
interface Rows {
  readonly ranking: string
  readonly selection: string
}

/** Mean accuracy over the ratios that are asked for, in percent, of two kinds of rows of one sweep. */
const rowsOfSweep = (line: Line, first: Rows, second: Rows, counts: (point: SweepPoint) => boolean): Pair => {
  const measure = (rows: Rows) => (record: RunRecord) =>
    percentOf(
      sweepPoints([record]).filter((point) => point.ranking === rows.ranking && point.selection === rows.selection && counts(point)),
    )
  const side = (rows: Rows): Side => ({ line, of: `${rows.ranking} ${rows.selection}`, measure: measure(rows) })
  const [one, other] =
    first.ranking === second.ranking ? [first.selection, second.selection] : [rankingText(first.ranking), rankingText(second.ranking)]
  return {
    name: `${line.name}: ${one} against ${other}`,
    first: side(first),
    second: side(second),
    tellsNothing: bothAtChance(measure(first), measure(second)),
  }
}

const everywhere = (): boolean => true

/** One ranking against others of the same sweep, each chosen by its name in records. */
export const rankings =
  (isFirst: (name: string) => boolean, isSecond: (name: string) => boolean, counts: (point: SweepPoint) => boolean = everywhere) =>
  (lines: readonly Line[]): readonly Pair[] =>
    lines.flatMap((line) => {
      if (line.task.stage !== 'sweep') return []
      const names = distinct(line.task.rankings.map(rankingName))
      const selection = line.task.selections[0] ?? 'independent'
      return names
        .filter(isFirst)
        .flatMap((first) =>
          names.filter(isSecond).map((second) => rowsOfSweep(line, { ranking: first, selection }, { ranking: second, selection }, counts)),
        )
    })

/** Greedy against independent selection by the L1 norm, where half or more is gone and the two can differ. */
export const selections = (lines: readonly Line[]): readonly Pair[] =>
  lines.flatMap((line) =>
    line.task.stage === 'sweep' &&
    line.task.selections.length > 1 &&
    greedyMatters(line.task) &&
    line.task.rankings.some(({ by }) => by === 'l1')
      ? [
          rowsOfSweep(
            line,
            { ranking: 'l1', selection: 'greedy' },
            { ranking: 'l1', selection: 'independent' },
            ({ ratio }) => ratio >= 0.5,
          ),
        ]
      : [],
  )

/** Mean accuracy, in percent, with one layer inside a stage of a ResNet pruned, against one at the stage's first or last block. */
export const insideAndBorder = (lines: readonly Line[]): readonly Pair[] =>
  lines.flatMap((line) => {
    if (line.task.stage !== 'sensitivity') return []
    const { network } = rootOf(startOf(line.task))
    if (network.family !== 'resnet') return []
    const blocks = (network.depth - 2) / 6
    const side = (border: boolean): Side => ({
      line,
      of: border ? 'border' : 'inside',
      measure: (record) =>
        percentOf(sensitivityPoints([record]).filter(({ index }) => (index % blocks === 0 || index % blocks === blocks - 1) === border)),
    })
    return [{ name: `${line.name}: inside against border`, first: side(false), second: side(true) }]
  })

/** The mean magnitude of the scales, without the sparsity term and with it. */
export const meanScales = (lines: readonly Line[]): readonly Pair[] =>
  sparseAndPlain(lines).map(({ sparse, plain }) => {
    const side = (line: Line): Side => ({
      line,
      of: 'mean scale',
      measure: meanScale,
      beside: { 'mean magnitude': meanScale, 'below 0.05, %': smallerThan(5), 'below 0.2, %': smallerThan(20) },
    })
    return { name: `${plain.name} against ${sparse.name}`, first: side(plain), second: side(sparse) }
  })

const scalesOf = ({ result }: RunRecord): readonly number[] => (result.is === 'training' && result.diverged === null ? result.scales : [])
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Each scale as the middle of its hundredth; of the last, open bin as if it ended at 1.01: what lies beyond counts for less than it is. */
const meanScale = (record: RunRecord): number | undefined => {
  const scales = scalesOf(record)
  const all = sumOf(scales)
  return all === 0 ? undefined : sumOf(scales.map((count, hundredth) => (count * (hundredth + 0.5)) / 100)) / all
}

/** Percent of the scales whose magnitude is smaller than so many hundredths. */
const smallerThan =
  (hundredths: number) =>
  (record: RunRecord): number | undefined => {
    const scales = scalesOf(record)
    const all = sumOf(scales)
    return all === 0 ? undefined : (100 * sumOf(scales.slice(0, hundredths))) / all
  }
