/** What the grid and its workers ask of a queue. Which store is behind it, and by which package it is spoken to, is known to openQueue.ts alone. */
import type { Tidings } from '../bench.js'
import type { Run } from '../run.js'
import type { RunAnswer } from '../runThreads.js'

/** Where a run is. */
export type Standing =
  | { readonly is: 'absent' | 'queued' | 'finished' }
  /** given up, for this reason */
  | { readonly is: 'failed'; readonly why: string }

export interface Producer {
  /** Into the queue, once, however often it is put there; what an earlier grid left of it, finished or failed, makes room. */
  readonly put: (run: Run) => Promise<void>
  readonly standing: (run: Run) => Promise<Standing>
  readonly close: () => Promise<void>
}

export interface Listener {
  readonly began: (id: string) => void
  readonly tidings: (id: string, tidings: Tidings) => void
  /** a run ended, well or not */
  readonly ended: () => void
}

export interface Consumer {
  /** Takes no more runs; what is in hand comes to its end first, or after a while goes back by itself. */
  readonly close: () => Promise<void>
}

export type Performer = (run: Run, tell: (tidings: Tidings) => void) => Promise<RunAnswer>

export interface ConsumerOptions {
  /** runs in hand at once */
  readonly workers: number
  /** a run of which nothing was heard for so long goes to another */
  readonly lockMilliseconds: number
}

export interface RunQueue {
  readonly produce: (listener: Listener) => Producer
  readonly consume: (perform: Performer, options: ConsumerOptions) => Consumer
}
