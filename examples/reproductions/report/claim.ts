/** Something that a paper says and runs can deny. */
import type { RunRecord } from '../record.js'
import type { Line } from '../study.js'
import type { Region } from './verdict.js'

/** A number of a run, which may take the other side's run to measure it by; undefined where the runs do not give it. */
export interface Side {
  readonly line: Line
  /** which number: 'accuracy', 'batch 64' */
  readonly of: string
  readonly measure: (record: RunRecord, other: RunRecord) => number | undefined
  /** what is shown beside the verdict and decides nothing, under the head of its column: 'below 0.05, %' */
  readonly beside?: Readonly<Record<string, (record: RunRecord) => number | undefined>>
}

/** Two numbers of the same seed. The claim is about the first minus the second. */
export interface Pair {
  readonly name: string
  readonly first: Side
  readonly second: Side
  /** the difference that was published, where both were */
  readonly published?: number
  /** which two runs the claim speaks of; all where it is absent */
  readonly isAbout?: (first: RunRecord, second: RunRecord) => boolean
  /** why two runs tell nothing of the claim, where they do not: 'both at chance' */
  readonly tellsNothing?: (first: RunRecord, second: RunRecord) => string | undefined
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
  /** what a reader has to know before the table: what was fixed after runs, what the comparison leaves open */
  readonly note?: string
  /** the statement of another claim without which the verdict says little */
  readonly readWith?: string
}

/** More than nothing. */
export const more = (): Region => ({ above: 0 })

/** Accuracy in percent: no more than a tenth more errors than the second has. */
export const noWorse = (accuracy: number): Region => ({ above: -(100 - accuracy) / 10 })

/** A point of accuracy at most, up or down. */
export const alike = (): Region => ({ above: -1, below: 1 })

/** A point of accuracy worse at most. */
export const aboutAsGood = (): Region => ({ above: -1 })

/** Percent of the time and of the arithmetic: ten points apart at most. Ten is the least arithmetic that Li et al. 2017 remove (ResNet-56-A). */
export const aboutAsMuch = (): Region => ({ above: -10, below: 10 })
