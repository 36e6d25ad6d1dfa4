/** Everything that is measured, in the order of the report. */
import type { Benchmark } from './benchmark.js'
import { convolutions } from './convolutions.js'

/** All of it. */
export const benchmarks: readonly Benchmark[] = [...convolutions]
