import { either as E } from 'fp-ts'
import { beforeAll, describe } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { type EngineError, engineMessage } from '../../lib/engine/engineError.js'
import { startWasm } from '../../lib/engine/startWasm.js'
import { wasmBackendWith } from './wasmBackendWith.js'

interface StartedBackend {
  readonly name: string
  readonly start: () => Promise<E.Either<EngineError, Backend>>
}

/** The backends whose numbers are checked. */
export const backends: readonly StartedBackend[] = [{ name: 'wasm', start: startWasm() }]

/** Those, and the operations that a device without a heap of its own would run: for the suites of single operations. */
export const implementations: readonly StartedBackend[] = [
  ...backends,
  { name: 'wasm without our kernels', start: async () => E.right(await wasmBackendWith({ ourKernels: false })) },
]

/** A suite for every backend; `backend()` gives it once the suite's tests run. */
export const describeOnBackends = (title: string, suite: (backend: () => Backend) => void, all = backends): void => {
  describe.each(all)(`${title} on $name`, ({ start }) => {
    let started: Backend | undefined
    beforeAll(async () => {
      const result = await start()
      if (E.isLeft(result)) throw new Error(engineMessage(result.left))
      started = result.right
    })
    suite(() => {
      if (started === undefined) throw new Error('the backend is used outside a test')
      return started
    })
  })
}
