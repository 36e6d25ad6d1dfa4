/** Comparisons within what was measured without training: rankings, layers, scales, milliseconds. */
import { rankingName } from '../prunedBy.js'
import type { RunRecord } from '../record.js'
import { rootOf, startOf } from '../stage.js'
import type { Line } from '../study.js'
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
  const side = (rows: Rows): Side => ({
    line,
    of: `${rows.ranking} ${rows.selection}`,
    measure: (record) =>
      percentOf(
        sweepPoints([record]).filter((point) => point.ranking === rows.ranking && point.selection === rows.selection && counts(point)),
      ),
  })
  const [one, other] =
    first.ranking === second.ranking ? [first.selection, second.selection] : [rankingText(first.ranking), rankingText(second.ranking)]
  return { name: `${line.name}: ${one} against ${other}`, first: side(first), second: side(second) }
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

/** Percent of the scales that are smaller than five hundredths, with the sparsity term and without. */
export const smallScales = (lines: readonly Line[]): readonly Pair[] =>
  sparseAndPlain(lines).map(({ sparse, plain }) => {
    const side = (line: Line): Side => ({ line, of: 'small scales', measure: smallShare })
    return { name: `${sparse.name} against ${plain.name}`, first: side(sparse), second: side(plain) }
  })

const smallShare = ({ result }: RunRecord): number | undefined => {
  if (result.is !== 'training' || result.diverged !== null) return undefined
  const all = result.scales.reduce((sum, count) => sum + count, 0)
  return all === 0 ? undefined : (100 * result.scales.slice(0, 5).reduce((sum, count) => sum + count, 0)) / all
}

/** Milliseconds of a pass, whole against pruned, for each size of batch. */
export const wholeAndPrunedTimes = (lines: readonly Line[]): readonly Pair[] =>
  lines.flatMap((line) => {
    const { task } = line
    if (task.stage !== 'timed' || task.of.stage === 'fresh') return []
    const dense = lines.find(
      (one) =>
        one.task.stage === 'timed' && one.task.of.stage === 'fresh' && JSON.stringify(one.task.of) === JSON.stringify(rootOf(task.of)),
    )
    if (dense === undefined) return []
    return task.batches.map((batch) => {
      const side = (timed: Line): Side => ({
        line: timed,
        of: `batch ${batch}`,
        measure: ({ times }) => times.passes.find((pass) => pass.batch === batch)?.milliseconds,
      })
      return { name: `${dense.name} against ${line.name}, batch ${batch}`, first: side(dense), second: side(line) }
    })
  })
