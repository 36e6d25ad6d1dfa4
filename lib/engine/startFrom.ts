import type { Origin, Started } from './backend.js'
import { startWasm } from './wasm/startWasm.js'

/** Start, in a worker, the same backend as elsewhere, from that one's `origin`. */
export const startFrom = (origin: Origin): Started => startWasm(origin.options)
