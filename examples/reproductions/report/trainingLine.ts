/** A training of several seeds, as a line of a table. */
import type { Counts, RunRecord } from '../record.js'
import type { FoundLine } from './found.js'
import { type Summary, summaryOf } from './statistics.js'

/** A run that came to nothing, and why. */
export interface Failure {
  readonly name: string
  readonly seed: number
  readonly what: string
}

export interface TrainingLine {
  readonly name: string
  readonly published: FoundLine['line']['published']
  /** errors in percent after the last epoch */
  readonly error: Summary | undefined
  /** of a pruned network: errors in percent before the first step */
  readonly before: Summary | undefined
  readonly counts: readonly Counts[]
  readonly failures: readonly Failure[]
}

/** Percent of the test images that it gets wrong. */
export const errorOf = (accuracy: number): number => 100 * (1 - accuracy)

/** Errors in percent after the last epoch; undefined of a run that went astray. */
export const lastError = ({ result }: RunRecord): number | undefined =>
  result.is === 'training' && result.diverged === null ? errorOf((result.epochs.at(-1)?.test ?? result.start).accuracy) : undefined

/** Errors in percent before the first step; undefined where there was none. */
export const firstError = ({ result }: RunRecord): number | undefined =>
  result.is === 'training' ? errorOf(result.start.accuracy) : undefined

export const trainingLine = ({ line, records }: FoundLine): TrainingLine => ({
  name: line.name,
  published: line.published,
  error: summaryOf(records.map(lastError).filter((error) => error !== undefined)),
  before:
    line.task.stage === 'trained' && line.task.from.stage === 'pruned'
      ? summaryOf(records.map(firstError).filter((error) => error !== undefined))
      : undefined,
  counts: records.flatMap(({ counts }) => counts ?? []),
  failures: failuresOf({ line, records }),
})

export const failuresOf = ({ line, records }: FoundLine): readonly Failure[] =>
  records.flatMap(({ seed, result }) => {
    if (result.is === 'refused') return [{ name: line.name, seed, what: `refused: ${result.why}` }]
    if (result.is === 'training' && result.diverged !== null) {
      const after = `diverged after ${result.epochs.length} of ${result.planned} epochs`
      return [{ name: line.name, seed, what: `${after}: ${result.diverged}` }]
    }
    return []
  })
