/** The same grid over a queue: any number of machines, each with `queueWorker`, and one process that asks for runs and watches. */
import { agendaOf } from './agenda.js'
import type { Folders } from './folder.js'
import type { Grid } from './grid.js'
import type { RunQueue } from './queue/runQueue.js'
import { type Run, runId, withNeeds } from './run.js'

/** How often the folders and the queue are looked into where nothing is heard. */
const lookMilliseconds = 1000
/**
 * How long after a worker said that a run is done its record may be missing here. NFS keeps what it knows of a folder, also that a file was not in it,
 * for up to 60 seconds (`acdirmax` of nfs(5), where nobody set it otherwise); half as long again for what is in between.
 */
const patienceMilliseconds = 90_000

/**
 * Records and networks are in folders that all machines share, and the folders alone say what is done: the queue only hands out what is next. So it may
 * lose everything and restart empty, or hand a run out twice, and the records are the same. (Through the queue itself networks of 80 MB would go
 * at every epoch, for whoever is killed is followed by another machine.)
 *
 * A run is put into the queue when what it needs is done. BullMQ's flows know one parent for each child, and here many rows need one baseline, which
 * is trained once; so the needs are kept here and not in the queue. This process may be killed and started again as any other.
 *
 * After the signal it stops watching; what is in the queue goes on.
 */
export const queuedGrid =
  (queue: RunQueue, folders: Folders): Grid =>
  async (runs, { on, signal }) => {
    const agenda = agendaOf(folders, runs, on)
    const known = new Map(withNeeds(runs).map((run) => [runId(run), run]))
    const inQueue = new Map<string, Run>()
    const finishedAt = new Map<string, number>()
    let wake = (): void => undefined
    signal.addEventListener('abort', () => wake())
    const producer = queue.produce({
      began: (id) => {
        const run = known.get(id)
        if (run !== undefined) on({ _tag: 'began', id, run })
      },
      tidings: (id, tidings) => {
        if (known.has(id)) on({ _tag: 'tidings', id, tidings })
      },
      ended: () => wake(),
    })

    /** Puts a run into the queue that is not there, and sees what became of one that is. */
    const attend = async (id: string, run: Run): Promise<void> => {
      const standing = await producer.standing(run)
      if (standing.is === 'absent') await producer.put(run)
      if (standing.is === 'finished' && !finishedAt.has(id)) finishedAt.set(id, Date.now())
      const failure =
        standing.is === 'failed'
          ? standing.why
          : Date.now() - (finishedAt.get(id) ?? Number.POSITIVE_INFINITY) > patienceMilliseconds
            ? `a worker says that it is done, and ${folders.records} has no record of it: do all work in the same folders?`
            : undefined
      if (failure === undefined) return
      inQueue.delete(id)
      agenda.failed(id, failure)
    }

    /** One look at everything. A queue that does not answer is asked again at the next. */
    const look = async (): Promise<void> => {
      const ready = await agenda.look()
      const open = new Set(agenda.report().left)
      for (const id of inQueue.keys()) if (!open.has(id)) inQueue.delete(id)
      for (const [id, run] of inQueue) await attend(id, run)
      for (const run of signal.aborted ? [] : ready) {
        await producer.put(run)
        agenda.begun(run)
        inQueue.set(runId(run), run)
      }
    }

    for (;;) {
      const answered = await look().then(
        () => true,
        () => false,
      )
      if (signal.aborted || (answered && inQueue.size === 0)) break
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, lookMilliseconds)
      })
    }
    await producer.close()
    return agenda.report()
  }
