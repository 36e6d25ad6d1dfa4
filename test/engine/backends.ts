import { either as E } from 'fp-ts'
import { beforeAll, describe } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { type EngineError, engineMessage } from '../../lib/engine/engineError.js'
import { startWasm } from '../../lib/engine/startWasm.js'

const inPage = typeof document !== 'undefined'

/** In a page vite serves the package's files under this path; in Node they are found. */
export const pagePaths = '/node_modules/@tensorflow/tfjs-backend-wasm/dist/'

interface StartedBackend {
  readonly name: string
  readonly start: () => Promise<E.Either<EngineError, Backend>>
}

/** The backends whose numbers are checked. */
export const backends: readonly StartedBackend[] = [{ name: 'wasm', start: startWasm(inPage ? { paths: pagePaths } : {}) }]

/** A suite for every backend; `backend()` gives it once the suite's tests run. */
export const describeOnBackends = (title: string, suite: (backend: () => Backend) => void): void => {
  describe.each(backends)(`${title} on $name`, ({ start }) => {
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
