/** Threads that run `nodeWorker.js` or `pageWorker.js`: worker_threads in Node, Web Workers in pages, behind one small interface. */
import { either as E } from 'fp-ts'
import { builtinModules } from '../../engine/builtinModules.js'
import type { Request } from './protocol.js'

/** A thread of either host. */
export interface WorkerThread {
  readonly post: (request: Request, transfer: readonly ArrayBuffer[]) => void
  /** Whether somebody waits for it: only then does it keep a Node process alive. */
  readonly hold: (awaited: boolean) => void
  /** Resolves when it is gone. */
  readonly stop: () => Promise<void>
}

/** What a thread reports by itself. */
export interface ThreadEvents {
  readonly heard: (message: unknown) => void
  /** The thread ended, or cannot be relied on, for that reason. May be called more than once. */
  readonly ended: (reason: string) => void
}

interface NodeWorker {
  readonly postMessage: (request: Request, transfer: readonly ArrayBuffer[]) => void
  readonly on: (event: string, listener: (value: unknown) => void) => void
  readonly ref: () => void
  readonly unref: () => void
  readonly terminate: () => Promise<number>
}

interface NodeProcess {
  readonly execArgv: readonly string[]
}

interface NodeThreads {
  readonly Worker: new (entry: URL, options: { readonly execArgv?: readonly string[] }) => NodeWorker
}

/** Makes Node's workers; undefined in a page. */
const nodeWorkers = (): ((entry: URL) => NodeWorker) | undefined => {
  const builtin = builtinModules()
  if (builtin === undefined) return undefined
  if (E.isLeft(builtin)) throw new Error(builtin.left)
  const { Worker: NodeThread } = builtin.right('node:worker_threads') as NodeThreads
  const { process } = globalThis as unknown as { readonly process: NodeProcess }
  // A worker inherits Node's flags, and refuses to load a file when one of them is about a program given as text.
  const inherited = process.execArgv.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {}
  return (entry) => new NodeThread(entry, inherited)
}

const notLoaded = (script: string | undefined): string =>
  script === undefined
    ? "its script could not be loaded; startWasm({ paths: { 'pageWorker.js': url } }) says where this page has it"
    : `its script ${script} could not be loaded`

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

const nodeThread = (start: (entry: URL) => NodeWorker, { heard, ended }: ThreadEvents): WorkerThread => {
  // Not the pattern below: bundlers that see it would ship the entry a second time, as a plain file.
  const worker = start(new URL(import.meta.url.replace(/[^/]*$/, 'nodeWorker.js')))
  worker.on('message', heard)
  worker.on('messageerror', () => ended('a message could not be read'))
  worker.on('error', (error) => ended(messageOf(error)))
  worker.on('exit', (code) => ended(`it exited with code ${String(code)}`))
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    hold: (awaited) => (awaited ? worker.ref() : worker.unref()),
    stop: async () => {
      await worker.terminate()
    },
  }
}

const startInPage = (script: string | undefined): Worker =>
  script === undefined
    ? // Written exactly so: Vite, webpack and others find the entry by this pattern.
      new Worker(new URL('./pageWorker.js', import.meta.url), { type: 'module' })
    : new Worker(script, { type: 'module' })

const pageThread = (script: string | undefined, { heard, ended }: ThreadEvents): WorkerThread => {
  const worker = startInPage(script)
  worker.addEventListener('message', ({ data }) => heard(data))
  worker.addEventListener('messageerror', () => ended('a message could not be read'))
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    ended(event.message === '' || event.message === undefined ? notLoaded(script) : event.message)
  })
  return {
    post: (request, transfer) => worker.postMessage(request, [...transfer]),
    hold: () => undefined,
    stop: async () => worker.terminate(),
  }
}

/** Start a thread, in a page by the script of that URL if one is given; throws where the host has none or forbids them. */
export const workerThread = (script: string | undefined, events: ThreadEvents): WorkerThread => {
  const startInNode = nodeWorkers()
  return startInNode === undefined ? pageThread(script, events) : nodeThread(startInNode, events)
}
