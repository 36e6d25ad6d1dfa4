/** Which lines of a study belong together, found by what they are and not by what they are called. */
import { type Pruned, rootOf, type Scratch, type Trained } from '../stage.js'
import type { RunRecord } from '../record.js'
import type { Line } from '../study.js'
import { bothAtChance } from './chance.js'
import type { Pair, Side } from './claim.js'
import { firstError, lastError } from './trainingLine.js'

/**
 * What kind of pruning it was: channels to a published or given cfg, or a share of every layer, by what they weigh; by batch-norm scales that
 * the sparsity term made small, once or again; single weights. Random and largest channels are what the papers compare these with.
 */
export type Pruning = 'to a cfg' | 'by a ratio' | 'scales' | 'scales again' | 'weights' | 'for comparison'

const pruningOf = ({ by, from }: Pruned): Pruning => {
  if ('weights' in by) return 'weights'
  if ('slimming' in by || by.ranking.by === 'scale')
    return from.stage !== 'trained' || from.training.sparsity === undefined
      ? 'for comparison'
      : from.from.stage === 'fresh'
        ? 'scales'
        : 'scales again'
  if (by.ranking.by === 'random' || by.ranking.by === 'largest') return 'for comparison'
  return 'to' in by ? 'to a cfg' : 'by a ratio'
}

interface Of<Task> {
  readonly line: Line
  readonly task: Task
}
type FineTuned = Trained & { readonly from: Pruned }

const afterPruning = (lines: readonly Line[]): readonly Of<FineTuned>[] =>
  lines.flatMap((line) => {
    const { task } = line
    return task.stage === 'trained' && task.from.stage === 'pruned' ? [{ line, task: { ...task, from: task.from } }] : []
  })

/** By the labels alone. */
const fineTuned = (lines: readonly Line[], kinds: readonly Pruning[]): readonly Of<FineTuned>[] =>
  afterPruning(lines).filter(({ task }) => task.training.distilled === undefined && kinds.includes(pruningOf(task.from)))

/** By the answers of the network that it was cut from, too. */
const distilled = (lines: readonly Line[]): readonly Of<FineTuned>[] =>
  afterPruning(lines).filter(({ task }) => task.training.distilled !== undefined)

const scratch = (lines: readonly Line[], budget: Scratch['budget']): readonly Of<Scratch>[] =>
  lines.flatMap((line) => (line.task.stage === 'scratch' && line.task.budget === budget ? [{ line, task: line.task }] : []))

/** Trained from first weights, with the sparsity term or without. */
export const whole = (lines: readonly Line[]): readonly Of<Trained>[] =>
  lines.flatMap((line) => (line.task.stage === 'trained' && line.task.from.stage === 'fresh' ? [{ line, task: line.task }] : []))

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const right = (error: number | undefined): number | undefined => (error === undefined ? undefined : 100 - error)
const atLast = (record: RunRecord): number | undefined => right(lastError(record))
const atFirst = (record: RunRecord): number | undefined => right(firstError(record))
const last = (line: Line): Side => ({ line, of: 'accuracy', measure: atLast })
const first = (line: Line): Side => ({ line, of: 'accuracy at first', measure: atFirst })

/** Accuracy after the last epoch, in percent, of two lines. */
export const accuracies = (one: Line, other: Line): Pair => {
  const [ofOne, ofOther] = [one.published?.paper, other.published?.paper]
  return {
    name: `${one.name} against ${other.name}`,
    first: last(one),
    second: last(other),
    tellsNothing: bothAtChance(atLast),
    ...(ofOne !== undefined && ofOther !== undefined && { published: ofOther - ofOne }),
  }
}

/**
 * Each fine-tuned network beside the whole one, trained without the sparsity term where the study has that. Left out are networks that are there to
 * be distilled: so narrow that fine-tuning does not bring all back.
 */
export const prunedAndWhole =
  (kind: Pruning, isAbout?: Pair['isAbout']) =>
  (lines: readonly Line[]): readonly Pair[] =>
    fineTuned(lines, [kind])
      .filter(({ task }) => !distilled(lines).some((other) => same(other.task.from, task.from)))
      .flatMap(({ line, task }) => {
        const candidates = whole(lines).filter((one) => same(rootOf(one.task), rootOf(task)))
        const best = candidates.find((one) => one.task.training.sparsity === undefined) ?? candidates[0]
        return best === undefined ? [] : [{ ...accuracies(line, best.line), ...(isAbout !== undefined && { isAbout }) }]
      })

/** Each network trained from other first weights beside the fine-tuned one of the same shape, in either order; of all shapes, or of some. */
export const scratchAndTuned =
  (
    budget: Scratch['budget'],
    kinds: readonly Pruning[],
    order: 'scratch first' | 'tuned first',
    isAsked: (shape: Pruned) => boolean = () => true,
  ) =>
  (lines: readonly Line[]): readonly Pair[] =>
    scratch(lines, budget).flatMap(({ line, task }) =>
      fineTuned(lines, kinds)
        .filter((tuned) => isAsked(tuned.task.from) && same(tuned.task.from, task.shape))
        .map((tuned) => (order === 'scratch first' ? accuracies(line, tuned.line) : accuracies(tuned.line, line))),
    )

/** Each network trained with the sparsity term beside the same one without. */
export const sparseAndPlain = (lines: readonly Line[]): readonly { readonly sparse: Line; readonly plain: Line }[] =>
  whole(lines)
    .filter(({ task }) => task.training.sparsity !== undefined)
    .flatMap(({ line, task }) =>
      whole(lines)
        .filter((one) => one.task.training.sparsity === undefined && same(one.task.from, task.from))
        .map((one) => ({ sparse: line, plain: one.line })),
    )

/** Each fine-tuned network that lost channels by what they weigh beside those of the same whole network that lost as many others. */
export const smallestAndOthers = (lines: readonly Line[]): readonly Pair[] =>
  fineTuned(lines, ['by a ratio', 'to a cfg']).flatMap(({ line, task }) =>
    fineTuned(lines, ['for comparison'])
      .filter((other) => same({ ...task, from: unranked(task.from) }, { ...other.task, from: unranked(other.task.from) }))
      .map((other) => accuracies(line, other.line)),
  )

const unranked = ({ by, ...pruned }: Pruned): unknown => ({ ...pruned, by: 'ranking' in by ? { ...by, ranking: undefined } : by })

/** Before fine-tuning: each network slimmed after the sparsity term beside the one slimmed as much without it. */
export const slimmedWithAndWithout = (lines: readonly Line[]): readonly Pair[] =>
  fineTuned(lines, ['scales']).flatMap(({ line, task }) =>
    fineTuned(lines, ['for comparison'])
      .filter(({ task: other }) => same(task.from.by, other.from.by) && same(rootOf(task), rootOf(other)))
      .map((other) => ({
        name: `${line.name} against ${other.line.name}`,
        first: first(line),
        second: first(other.line),
        tellsNothing: bothAtChance(atFirst),
      })),
  )

/** Each pruned network that learned from the whole one beside the same one that was fine-tuned as long. */
export const distilledAndTuned = (lines: readonly Line[]): readonly Pair[] =>
  distilled(lines).flatMap(({ line, task: { training, ...task } }) => {
    const { distilled: _, ...alone } = training
    return afterPruning(lines)
      .filter((other) => same(other.task, { ...task, training: alone }))
      .map((other) => accuracies(line, other.line))
  })
