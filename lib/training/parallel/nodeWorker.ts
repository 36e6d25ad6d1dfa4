/** The entry of a worker thread in Node. Loaded by `workerThread.ts`, never imported. */
import { type FitPort, fitWorker } from './fitWorker.js'
import type { Request } from './protocol.js'

interface NodePort {
  readonly postMessage: (answer: object, transfer: readonly ArrayBuffer[]) => void
  readonly on: (event: 'message', heard: (request: Request) => void) => void
}

const { process } = globalThis as unknown as { readonly process: { readonly getBuiltinModule: (name: string) => unknown } }
const { parentPort } = process.getBuiltinModule('node:worker_threads') as { readonly parentPort: NodePort }

export const nodeWorker: FitPort = {
  post: (answer, transfer) => parentPort.postMessage(answer, transfer),
  listen: (heard) => parentPort.on('message', heard),
}

fitWorker(nodeWorker)
