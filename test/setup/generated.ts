/**
 * What the suites generate follows from one seed, so that a commit's verdict is the commit's and not the draw's. `NARROWNET_SEED=random`
 * takes another each time, and vitest.config.ts prints it; a number repeats a run.
 */
import fc from 'fast-check'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    readonly generatedSeed: number
  }
}

fc.configureGlobal({ seed: inject('generatedSeed') })
