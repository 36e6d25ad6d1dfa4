/** A worker's entry: a replica behind the port to the fit that started it. Loaded by `workerThread.ts`, never imported. */
import { either as E } from 'fp-ts'
import { startFrom } from '../../engine/startFrom.js'
import { invariant } from '../../shape/invariant.js'
import type { Answer, Request } from './protocol.js'
import { type Replica, replicaOf } from './replica.js'
import { transferred } from './shareable.js'

/** What a worker does. */
export type FitWorker = (request: Request) => Promise<Answer>

interface Port {
  readonly postMessage: (answer: Answer, transfer: ArrayBuffer[]) => void
  readonly listen: (heard: (request: Request) => void) => void
}

interface NodePort extends Pick<Port, 'postMessage'> {
  readonly on: (event: 'message', heard: (request: Request) => void) => void
}

/** The way to the fit, in Node or in a page's worker. */
const ownPort = (): Port => {
  const { process } = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } }
  if (process?.getBuiltinModule !== undefined) {
    const { parentPort } = process.getBuiltinModule('node:worker_threads') as { readonly parentPort: NodePort }
    return {
      postMessage: (answer, transfer) => parentPort.postMessage(answer, transfer),
      listen: (heard) => parentPort.on('message', heard),
    }
  }
  return {
    postMessage: (answer, transfer) => globalThis.postMessage(answer, { transfer }),
    listen: (heard) => globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => heard(data)),
  }
}

let replica: Replica | undefined

const answer: FitWorker = async (request) => {
  if (request._tag !== 'start') return replica === undefined ? invariant('a worker was asked before it was started') : replica(request)
  const backend = await startFrom(request.origin)()
  if (E.isLeft(backend)) return { _tag: 'failed', error: backend.left }
  const started = replicaOf(backend.right, request)
  if (typeof started !== 'function') return started
  replica = started
  return { _tag: 'done' }
}

const movable = (given: Answer): readonly ArrayBuffer[] => {
  if (given._tag === 'derived') return transferred([given.share])
  return given._tag === 'state'
    ? transferred([...Object.values(given.state.values.arrays), ...Object.values(given.state.values.velocity)])
    : []
}

const port = ownPort()
let last: Promise<void> = Promise.resolve()
port.listen((request) => {
  last = last
    .then(() => answer(request))
    .then((given) => port.postMessage(given, [...movable(given)]))
    // Thrown outside of the promise, where Node and pages alike tell the fit: a rejection would leave a page's fit waiting.
    .catch((thrown: unknown) => {
      setTimeout(() => {
        throw thrown
      })
    })
})
