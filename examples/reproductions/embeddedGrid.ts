/** The grid in one process: worker threads, a folder, nothing else. */
import { agendaOf } from './agenda.js'
import type { Grid } from './grid.js'
import { type Run, runId } from './run.js'
import { runThreads } from './runThreads.js'
import type { WorkerSettings } from './runWorker.js'

/**
 * Two of them in the same folders at once do no harm, and need no lock: all that they write is whole or not there, and the same run writes the
 * same. They may do a run twice; what one has finished, the other does not begin.
 */
export const embeddedGrid =
  (settings: WorkerSettings, workers: number): Grid =>
  async (runs, { on, signal }) => {
    const agenda = agendaOf(settings.folders, runs, on)
    const threads = runThreads(settings, signal)

    const carryOut = async (id: string, run: Run): Promise<void> => {
      agenda.begun(run)
      on({ _tag: 'began', id, run })
      const answer = await threads.perform(run, (tidings) => on({ _tag: 'tidings', id, tidings }))
      if (answer.say === 'failed') agenda.failed(id, answer.why)
    }

    const running = new Map<string, Promise<void>>()
    for (;;) {
      const ready = await agenda.look()
      for (const run of signal.aborted ? [] : ready.slice(0, workers - running.size)) {
        const id = runId(run)
        running.set(
          id,
          carryOut(id, run).finally(() => running.delete(id)),
        )
      }
      if (running.size === 0) break
      await Promise.race(running.values())
    }
    await threads.end()
    return agenda.report()
  }
