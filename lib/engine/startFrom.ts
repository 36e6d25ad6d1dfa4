import type { Origin, Started } from './backend.js'
import { startWasm } from './wasm/startWasm.js'

/** The starters by their names. WebGL's is not among them: contexts on one GPU wait for each other. */
const starters: Readonly<Record<Origin['starter'], (options: object) => Started>> = { startWasm }

/** Start, in a worker, the same backend as elsewhere, from that one's `origin`. */
export const startFrom = ({ starter, options }: Origin): Started => starters[starter](options)
