/** Something that a paper says and runs can deny. */
import type { RunRecord } from '../record.js'
import type { Line } from '../study.js'
import type { Region } from './verdict.js'

/** A number of a run; undefined where the run does not give it. */
export interface Side {
  readonly line: Line
  /** which number: 'accuracy', 'batch 64' */
  readonly of: string
  readonly measure: (record: RunRecord) => number | undefined
}

/** Two numbers of the same seed. The claim is about the first minus the second. */
export interface Pair {
  readonly name: string
  readonly first: Side
  readonly second: Side
  /** the difference that was published, where both were */
  readonly published?: number
}

export interface Claim {
  readonly statement: string
  readonly source: string
  /** what the first and the second are, and in what unit the difference is */
  readonly effect: string
  /** which lines of a study are compared */
  readonly pairs: (lines: readonly Line[]) => readonly Pair[]
  /** where the difference lies if the claim holds, given the mean of the second */
  readonly region: (second: number) => Region
}

/** More than nothing. */
export const more = (): Region => ({ above: 0 })

/** Accuracy in percent: no more than a tenth more errors than the second has. */
export const noWorse = (accuracy: number): Region => ({ above: -(100 - accuracy) / 10 })

/** A point of accuracy at most, up or down. */
export const alike = (): Region => ({ above: -1, below: 1 })

/** A point of accuracy worse at most. */
export const aboutAsGood = (): Region => ({ above: -1 })
