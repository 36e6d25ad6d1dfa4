import { either as E } from 'fp-ts'
import { beforeAll, describe } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { type EngineError, engineMessage } from '../../lib/engine/engineError.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { startWebgl } from '../../lib/engine/webgl/startWebgl.js'
import { webglEngineOf } from '../../lib/engine/webgl/webglEngine.js'
import { ownContext } from '../browser/ownContext.js'
import { wasmBackendWith } from './wasmBackendWith.js'

export interface StartedBackend {
  readonly name: string
  /**
   * The closest tolerance that its numbers are held to, where a suite would hold them closer. Float64 sums, rounded once, are WASM's; a GPU has
   * float32 throughout, and no factor, exponential or difference in it is closer than a few units of its last place.
   */
  readonly closest: number
  /** How many generated cases it checks where WASM in Node checks one: a GPU that the processor plays is slow. */
  readonly share: number
  readonly start: () => Promise<E.Either<EngineError, Backend>>
}

/** WebGL is where a page is: in the suites that run in Chromium. */
const inPage = typeof document !== 'undefined'

/** A page's WASM is Node's, which checks all cases: a page sees that its browser agrees. */
const ofWasm = inPage ? 0.25 : 1

/** The backends whose numbers are checked. */
export const backends: readonly StartedBackend[] = [
  { name: 'wasm', closest: 0, share: ofWasm, start: startWasm() },
  ...(inPage ? [{ name: 'webgl', closest: 5e-7, share: 0.25, start: startWebgl() }] : []),
]

/** Those, and the loops and stock kernels under our own: for the suites of single operations. */
export const implementations: readonly StartedBackend[] = [
  ...backends,
  { name: 'wasm without our kernels', closest: 0, share: ofWasm, start: async () => E.right(await wasmBackendWith({ ourKernels: false })) },
]

/** Those and, for the suites of convolutions, WebGL's programs of several values a fragment, however few there are: eight, and the four that are promised. */
export const convolving: readonly StartedBackend[] = [
  ...implementations,
  ...(inPage ? [8, 4] : []).map((outputs) => ({
    name: `webgl with ${outputs} values a fragment`,
    closest: 5e-7,
    share: 0.25,
    start: async () => E.right(ownContext(undefined, undefined, webglEngineOf({ fewest: 0, outputs })).backend),
  })),
]

/** What a suite is told of the backend it runs on. */
interface Numbers {
  /** A tolerance as this backend can hold it. */
  readonly within: (tolerance: number) => number
  /** How many cases to generate, of so many. */
  readonly runs: (count: number) => number
}

/** A suite for every backend; `backend()` gives it once the suite's tests run. */
export const describeOnBackends = (title: string, suite: (backend: () => Backend, numbers: Numbers) => void, all = backends): void => {
  describe.each(all)(`${title} on $name`, ({ start, closest, share }) => {
    let started: Backend | undefined
    beforeAll(async () => {
      const result = await start()
      if (E.isLeft(result)) throw new Error(engineMessage(result.left))
      started = result.right
    })
    suite(
      () => {
        if (started === undefined) throw new Error('the backend is used outside a test')
        return started
      },
      { within: (tolerance) => Math.max(tolerance, closest), runs: (count) => Math.ceil(count * share) },
    )
  })
}
