/** Asking a worker: every question has an answer, or a reason why there will be none. */
import { either as E } from 'fp-ts'
import type { Answer, Request } from './protocol.js'
import { workerThread, type WorkerThread } from './workerThread.js'

/** One worker, as the pool sees it. */
export interface WorkerLink {
  /** A `Left` with the reason when the worker dies first, or does not answer in time and is stopped. */
  readonly ask: (request: Request, transfer?: readonly ArrayBuffer[]) => Promise<E.Either<string, Answer>>
  readonly alive: () => boolean
  /** Resolves when the worker is gone. What was asked is answered with a `Left`. */
  readonly stop: () => Promise<void>
}

/** The longest time that `setTimeout` takes, in milliseconds. */
const longest = 2 ** 31 - 1

interface Waiting {
  readonly answered: (answer: E.Either<string, Answer>) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/**
 * A new worker.
 *
 * script   the URL of its script, in a page that has it elsewhere than beside the library's
 * timeout  seconds to wait for an answer
 * died     told once, unless the worker was stopped by `stop`
 */
export const workerLink = (script: string | undefined, timeout: number, died: (reason: string) => void): WorkerLink => {
  const waiting: Waiting[] = []
  let thread: WorkerThread | undefined
  let alive = true

  const settle = (answer: E.Either<string, Answer>): void => {
    const first = waiting.shift()
    clearTimeout(first?.timer)
    first?.answered(answer)
    if (waiting.length === 0) thread?.hold(false)
  }

  /** True the first time. */
  const end = (reason: string): boolean => {
    if (!alive) return false
    alive = false
    while (waiting.length > 0) settle(E.left(reason))
    return true
  }
  const fail = (reason: string): void => {
    if (end(reason)) died(reason)
  }

  const stop = async (): Promise<void> => {
    end('it was stopped')
    await thread?.stop()
  }

  try {
    // Both ends are ours, and of one version: an answer is what the protocol says.
    thread = workerThread(script, { heard: (message) => settle(E.right(message as Answer)), ended: fail })
    thread.hold(false)
  } catch (thrown) {
    fail(thrown instanceof Error ? thrown.message : String(thrown))
  }

  return {
    ask: (request, transfer = []) =>
      new Promise((answered) => {
        if (!alive || thread === undefined) return answered(E.left('it has ended'))
        const timer = setTimeout(
          () => {
            fail(`no answer within ${timeout} seconds`)
            void stop()
          },
          Math.min(timeout * 1000, longest),
        )
        waiting.push({ answered, timer })
        thread.hold(true)
        thread.post(request, transfer)
      }),
    alive: () => alive,
    stop,
  }
}
