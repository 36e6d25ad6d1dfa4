/** The grid in one process: worker threads, a folder, nothing else. */
import { Worker } from 'node:worker_threads'
import { type Folders, hasNetwork, hasRecord } from './folder.js'
import type { Grid, GridEvent, GridReport } from './grid.js'
import { neededBy, type Run, runId, withNeeds } from './run.js'
import type { FromWorker, ToWorker, WorkerSettings } from './runWorker.js'

/** A run is tried so often where its thread dies. */
const tries = 3

export const embeddedGrid =
  (settings: WorkerSettings, workers: number): Grid =>
  async (runs, { on, signal }) => {
    const pending = [...(await wanted(settings.folders, runs))]
    const report = { done: [] as string[], failed: [] as GridReport['failed'][number][] }
    const open = new Set(pending.map(runId))

    /** The next run whose needs are met; undefined where all that is left waits for another. */
    const next = (): Run | undefined => {
      const at = pending.findIndex((run) => {
        const needed = neededBy(run)
        return needed === undefined || !open.has(runId(needed))
      })
      return at < 0 ? undefined : pending.splice(at, 1)[0]
    }

    const waiting = new Set<() => void>()
    const settle = (id: string, failure?: string): void => {
      if (failure === undefined) {
        open.delete(id)
        report.done.push(id)
        on({ _tag: 'done', id })
      } else {
        report.failed.push({ id, why: failure })
        on({ _tag: 'failed', id, why: failure })
      }
      for (const wake of waiting) wake()
    }

    let busy = 0
    const worker = async (): Promise<void> => {
      let thread = threadOf(settings, signal)
      for (;;) {
        const run = signal.aborted ? undefined : next()
        if (run === undefined) {
          if (signal.aborted || busy === 0 || pending.length === 0) break
          await new Promise<void>((resolve) => {
            waiting.add(resolve)
          })
          continue
        }
        busy += 1
        const id = runId(run)
        on({ _tag: 'began', id, run })
        let answer: Answer = { say: 'died', why: '' }
        for (let attempt = 0; attempt < tries && answer.say === 'died' && !signal.aborted; attempt += 1) {
          answer = await thread.ask(run, (event) => on(event))
          if (answer.say === 'died') thread = threadOf(settings, signal)
        }
        busy -= 1
        if (answer.say === 'done') settle(id)
        else if (answer.say === 'stopped') {
          pending.unshift(run)
          break
        } else settle(id, answer.say === 'died' ? `its thread died ${tries} times: ${answer.why}` : answer.why)
      }
      for (const wake of waiting) wake()
      await thread.end()
    }
    await Promise.all(Array.from({ length: Math.min(workers, pending.length) }, worker))
    return { ...report, left: pending.map(runId) }
  }

/** What has no record yet, and what that needs and has no network here (a record alone came from elsewhere), each once, needs first. */
const wanted = async (folders: Folders, runs: readonly Run[]): Promise<readonly Run[]> => {
  const all = withNeeds(runs)
  const chosen = new Map<string, Run>()
  for (const run of all.toReversed()) {
    const id = runId(run)
    const asked = runs.some((other) => runId(other) === id) && !(await hasRecord(folders, id))
    const needed = [...chosen.values()].some((other) => {
      const need = neededBy(other)
      return need !== undefined && runId(need) === id
    })
    if (asked || (needed && !(await hasNetwork(folders, id)))) chosen.set(id, run)
  }
  return all.filter((run) => chosen.has(runId(run)))
}

type Answer = Exclude<FromWorker, { readonly say: 'tidings' }> | { readonly say: 'died'; readonly why: string }

interface Thread {
  readonly ask: (run: Run, on: (event: GridEvent) => void) => Promise<Answer>
  readonly end: () => Promise<unknown>
}

const threadOf = (settings: WorkerSettings, signal: AbortSignal): Thread => {
  const worker = new Worker(new URL('./runWorker.js', import.meta.url), { workerData: settings })
  const post = (message: ToWorker): void => worker.postMessage(message)
  const stop = (): void => post({ say: 'stop' })
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop)
  return {
    ask: (run, on) =>
      new Promise((resolve) => {
        const id = runId(run)
        const answer = (value: Answer): void => {
          worker.off('message', hear)
          worker.off('error', died)
          worker.off('exit', exited)
          resolve(value)
        }
        const hear = (message: FromWorker): void => {
          if (message.say === 'tidings') on({ _tag: 'tidings', id, tidings: message.tidings })
          else answer(message)
        }
        const died = (error: Error): void => answer({ say: 'died', why: error.message })
        const exited = (code: number): void => answer({ say: 'died', why: `it ended with code ${code}` })
        worker.on('message', hear).on('error', died).on('exit', exited)
        post({ say: 'perform', run })
      }),
    end: () => {
      signal.removeEventListener('abort', stop)
      return worker.terminate()
    },
  }
}
