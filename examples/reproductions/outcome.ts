/** What a run came to: its result, and the network that others may start from. */
import type { AnyNetwork } from 'narrownet'
import type { Seconds } from './clock.js'
import type { Result, RunRecord } from './record.js'

export interface Outcome {
  readonly result: Result
  /** undefined where the run leaves none */
  readonly network: AnyNetwork | undefined
  readonly seconds: Seconds
  readonly passes: RunRecord['times']['passes']
}
