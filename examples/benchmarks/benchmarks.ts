/** Everything that is measured, in the order of the report. */
import type { Benchmark } from './benchmark.js'
import { convolutions } from './convolutions.js'
import { inferences } from './inferences.js'
import { operations } from './operations.js'
import { trainingSteps } from './trainingSteps.js'
import { workers } from './workers.js'

/** All of it. */
export const benchmarks: readonly Benchmark[] = [...trainingSteps, ...workers, ...inferences, ...convolutions, ...operations]
