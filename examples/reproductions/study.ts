/** A row of a paper: what it claims, and all that is done to see whether it holds, as values. */
import type { Task } from './stage.js'

/**
 * How much of it is done.
 *   paper  the published networks and schedules, or those of a study of our own in full: what the row is
 *   hours  a network reduced in depth or width, by the same rules, in some hours of two cores
 *   smoke  the whole story in three minutes, on images that are drawn
 */
export type Preset = 'paper' | 'hours' | 'smoke'
export const presets: readonly Preset[] = ['paper', 'hours', 'smoke']

/** One line of the row's table. */
export interface Line {
  readonly name: string
  readonly task: Task
  /** what was published of it: errors in percent, by the paper and by the reference code; and its size */
  readonly published?: Published
}

export interface Published {
  readonly paper?: number
  readonly code?: number
  /** as printed, to the digits that were printed; arithmetic in multiply-accumulates, half of it where operations were counted by two */
  readonly parameters?: number
  readonly multiplyAccumulates?: number
}

export interface Study {
  /** folder and file: 'pruning-filters/resnet56-b' */
  readonly name: string
  /** one sentence that may turn out false */
  readonly claim: string
  /** paper and section */
  readonly source: string
  /** whose networks and schedules its preset `paper` has; the published ones where it is absent */
  readonly paperIs?: 'ours' | 'partly ours'
  /** what a reader of its page has to know, in sentences */
  readonly note?: string
  readonly lines: (preset: Preset) => readonly Line[]
}

export const line = (name: string, task: Task, published?: Line['published']): Line => ({
  name,
  task,
  ...(published !== undefined && { published }),
})
