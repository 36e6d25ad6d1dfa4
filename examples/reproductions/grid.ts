/**
 * A grid carries out runs, each once, in whatever order their needs allow, and is the same to its user however it does so: in worker threads of this
 * process (embeddedGrid.ts), or over a queue on any number of machines.
 *
 * Law (test/examples/gridLaw.ts): whatever is killed, and whenever, the records are those of a grid that was left alone, but for times.
 */
import type { Tidings } from './bench.js'
import type { Run } from './run.js'

/** What happens to a run, as it happens. */
export type GridEvent =
  /** it was done before */
  | { readonly _tag: 'there'; readonly id: string }
  | { readonly _tag: 'began'; readonly id: string; readonly run: Run }
  | { readonly _tag: 'tidings'; readonly id: string; readonly tidings: Tidings }
  | { readonly _tag: 'done'; readonly id: string }
  | { readonly _tag: 'failed'; readonly id: string; readonly why: string }

export interface GridReport {
  readonly done: readonly string[]
  /** those of them that diverged or were refused: their records say why, and nobody can start from them */
  readonly cameToNothing: readonly string[]
  /** the machine was at fault; started again, the grid tries again */
  readonly failed: readonly { readonly id: string; readonly why: string }[]
  /** what could not begin: what it needs failed, or the signal asked to stop */
  readonly left: readonly string[]
}

export type Grid = (
  runs: readonly Run[],
  watch: { readonly on: (event: GridEvent) => void; readonly signal: AbortSignal },
) => Promise<GridReport>
