/** One of any number of machines: takes runs out of a queue until it is told to stop. */
import { isFinished } from '../agenda.js'
import type { GridEvent } from '../grid.js'
import { ledgerOf } from '../ledger.js'
import { runId } from '../run.js'
import { runThreads } from '../runThreads.js'
import type { WorkerSettings } from '../runWorker.js'
import type { Performer, RunQueue } from './runQueue.js'

export interface QueueWorkerOptions {
  /** runs at once, a thread each */
  readonly workers: number
  /**
   * A machine that is killed is given up after two or three times so long, and its run goes on at another; 30,000 by default: a thread that trains
   * keeps the processor from this one for milliseconds, not seconds.
   */
  readonly lockMilliseconds?: number
  readonly on?: (event: GridEvent) => void
}

/**
 * Ends after the signal: what is in hand goes back into the queue, and goes on from its last epoch wherever it is taken up.
 *
 * Training has threads of its own, so that this one is free to tell the queue that the run is still in hand. If the queue hears nothing for too long
 * nevertheless (a machine that slept), another does the run too: both write the same.
 */
export const queueWorker =
  (queue: RunQueue, settings: WorkerSettings, { workers, lockMilliseconds = 30_000, on = () => {} }: QueueWorkerOptions) =>
  async (signal: AbortSignal): Promise<void> => {
    const threads = runThreads(settings, signal)
    const ledger = ledgerOf(settings.folders)
    const carryOut: Performer = async (run, tell) => {
      if (await isFinished(ledger, run)) return { say: 'done' }
      const id = runId(run)
      on({ _tag: 'began', id, run })
      const answer = await threads.perform(run, tell)
      if (answer.say === 'done') on({ _tag: 'done', id })
      if (answer.say === 'failed') on({ _tag: 'failed', id, why: answer.why })
      return answer
    }
    const consumer = queue.consume(carryOut, { workers, lockMilliseconds })
    await aborted(signal)
    await consumer.close()
    await threads.end()
  }

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
