/**
 * The entry of a page's worker. Loaded by `workerThread.ts`, never imported. The build puts all it needs into this one file (`buildPageFiles.mjs`):
 * development servers and bundlers that only copy it need not find its imports.
 */
import { type FitPort, fitWorker } from './fitWorker.js'
import type { Request } from './protocol.js'

export const pageWorker: FitPort = {
  post: (answer, transfer) => globalThis.postMessage(answer, { transfer: [...transfer] }),
  listen: (heard) => globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => heard(data)),
}

fitWorker(pageWorker)
