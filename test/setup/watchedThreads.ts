import threads, { type Worker } from 'node:worker_threads'

export interface WatchedThread {
  readonly worker: Worker
  /** true once it is gone */
  readonly exited: () => boolean
}

/** A message on its way to a thread: which thread (in order of creation), and which of its messages, both from 0. */
export interface Posting {
  readonly thread: number
  readonly message: number
  readonly worker: Worker
}

/** What to do with a message: send it, send another one, or (undefined) lose it. */
export type Interference = (posting: Posting, message: unknown) => unknown

export interface ThreadWatch {
  readonly threads: () => readonly WatchedThread[]
  readonly stop: () => void
}

/** From now on, see every worker thread that is started in this process, and interfere with what is posted to it. */
export const watchThreads = (interfere: Interference = (_posting, message) => message): ThreadWatch => {
  const Original = threads.Worker
  const seen: WatchedThread[] = []
  const Watched = function Watched(...given: ConstructorParameters<typeof Worker>) {
    const worker = new Original(...given)
    const thread = seen.length
    let exited = false
    let messages = 0
    worker.once('exit', () => {
      exited = true
    })
    const post = worker.postMessage.bind(worker)
    worker.postMessage = (message, transfer) => {
      const sent = interfere({ thread, message: messages, worker }, message)
      messages += 1
      if (sent === message) post(message, transfer as never)
      else if (sent !== undefined) post(sent)
    }
    seen.push({ worker, exited: () => exited })
    return worker
  }
  Object.assign(threads, { Worker: Watched })
  return {
    threads: () => seen,
    stop: () => {
      Object.assign(threads, { Worker: Original })
    },
  }
}
