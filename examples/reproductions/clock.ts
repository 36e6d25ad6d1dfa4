/** Seconds: those on the wall, and those that a processor worked for this thread. */
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

export interface Seconds {
  readonly wall: number
  readonly processor: number
}

export const secondsNow = (): Seconds => ({ wall: performance.now() / 1000, processor: threadSeconds() })

export const secondsSince = (started: Seconds, before: Seconds = { wall: 0, processor: 0 }): Seconds => {
  const now = secondsNow()
  return { wall: before.wall + now.wall - started.wall, processor: before.processor + now.processor - started.processor }
}

/** Linux counts each thread's; elsewhere what the event loop was busy comes near. */
const threadSeconds = (): number => {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9
  } catch {
    return performance.eventLoopUtilization().active / 1000
  }
}
