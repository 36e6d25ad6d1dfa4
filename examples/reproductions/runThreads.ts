/** Worker threads that carry out runs, for a grid in this process or for a queue: started when they are needed, replaced when they die. */
import { Worker } from 'node:worker_threads'
import type { Tidings } from './bench.js'
import type { Run } from './run.js'
import type { FromWorker, ToWorker, WorkerSettings } from './runWorker.js'

export interface RunThreads {
  /** In a thread that has nothing else to do: it is the caller who says how many work at once. */
  readonly perform: (run: Run, tell: (tidings: Tidings) => void) => Promise<RunAnswer>
  readonly end: () => Promise<void>
}

/** What a run came to. */
export type RunAnswer = Exclude<FromWorker, { readonly say: 'tidings' }>

/** A run is tried so often where its thread dies. */
const tries = 3

export const runThreads = (settings: WorkerSettings, signal: AbortSignal): RunThreads => {
  const idle: Thread[] = []
  const perform: RunThreads['perform'] = async (run, tell) => {
    let why = ''
    for (let attempt = 0; attempt < tries; attempt += 1) {
      if (signal.aborted) return { say: 'stopped' }
      const thread = idle.pop() ?? threadOf(settings, signal)
      const answer = await thread.ask(run, tell)
      if (answer.say === 'died') {
        await thread.end()
        why = answer.why
      } else {
        idle.push(thread)
        return answer
      }
    }
    return { say: 'failed', why: `its thread died ${tries} times: ${why}` }
  }
  return {
    perform,
    end: async () => {
      await Promise.all(idle.splice(0).map((thread) => thread.end()))
    },
  }
}

interface Thread {
  readonly ask: (run: Run, tell: (tidings: Tidings) => void) => Promise<RunAnswer | Died>
  readonly end: () => Promise<unknown>
}

interface Died {
  readonly say: 'died'
  readonly why: string
}

const threadOf = (settings: WorkerSettings, signal: AbortSignal): Thread => {
  const worker = new Worker(new URL('./runWorker.js', import.meta.url), { workerData: settings })
  const post = (message: ToWorker): void => worker.postMessage(message)
  const stop = (): void => post({ say: 'stop' })
  signal.addEventListener('abort', stop)
  return {
    ask: (run, tell) =>
      new Promise((resolve) => {
        const answer = (value: RunAnswer | Died): void => {
          worker.off('message', hear).off('error', died).off('exit', exited)
          resolve(value)
        }
        const hear = (message: FromWorker): void => {
          if (message.say === 'tidings') tell(message.tidings)
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
