/**
 * Times of several contestants, taken in turns: a round lets each run once, so that what else the machine does hits all alike.
 * A sample repeats a short run until the clock can read it. What is reported is the median, and the quartiles around it.
 *
 * Contestants are compared round by round: a machine that is slow for a minute is slow for all that run in it, and the median of the ratios
 * does not notice.
 *
 * The clock is the processor time of this process, which other programs on a shared machine do not lengthen. Who works in other threads or
 * processes gives a reading of their own.
 */

/** What a clock read: milliseconds of processor time, or of time, for one run. */
export interface Reading {
  readonly processor: number
  readonly wall: number
}

/** Something to time. */
export interface Contestant {
  /** Runs once; what it returns is its own reading, else the whole call counts. */
  readonly run: () => Reading | void | Promise<Reading | void>
  /** 'wall' for who uses several threads: compared by the least time on the wall, theirs and ours. */
  readonly clock?: 'wall'
  /** At most so many samples; for what takes seconds. */
  readonly rounds?: number
  /** How often it may run to warm up; 0 for what takes many seconds. */
  readonly warmUp?: number
  /** Frees what the run used; called when the last sample is taken. */
  readonly end?: () => void
}

/** Milliseconds for one run. */
export interface Spread {
  readonly median: number
  readonly lower: number
  readonly upper: number
  /** the least by the clock on the wall: what was least disturbed */
  readonly wall: number
  /** median of processor time, all threads of this process together */
  readonly processor: number
  readonly samples: number
}

/** A contestant's times, and how many times as long as the first contestant it takes: the median over the rounds that both ran in. */
export interface Timed extends Spread {
  readonly ratio: number
}

/** How long to go on. */
export interface Patience {
  readonly milliseconds: number
  readonly minimumRounds: number
  readonly maximumRounds: number
}

const readableMilliseconds = 2
const warmMilliseconds = 25
const unhurriedMilliseconds = 400

/** A page does not know its processor time: there it is the time on the wall. */
const now = (): Reading => {
  const wall = performance.now()
  if (typeof process === 'undefined') return { processor: wall, wall }
  const { user, system } = process.cpuUsage()
  return { processor: (user + system) / 1000, wall }
}

/** Starts a clock; the function reads it. */
export const startClock = (): (() => Reading) => {
  const start = now()
  return () => {
    const end = now()
    return atLeastATick({ processor: end.processor - start.processor, wall: end.wall - start.wall })
  }
}

/** The time that a piece of work takes. */
export const timed = (work: () => unknown): Reading => {
  const clock = startClock()
  work()
  return clock()
}

const tick = 0.001

/** No work takes no time: a clock of steps may say so, and what is divided by its reading would be infinite. */
export const atLeastATick = ({ processor, wall }: Reading): Reading => ({
  processor: Math.max(processor, tick),
  wall: Math.max(wall, tick),
})

/** A reading multiplied. */
export const scaled = ({ processor, wall }: Reading, factor: number): Reading => ({ processor: processor * factor, wall: wall * factor })

const quantile = (sorted: readonly number[], share: number): number => {
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? Number.NaN
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at))
}

const sorted = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b)

/** Median and quartiles by the contestant's clock. */
export const spreadOf = (readings: readonly Reading[], clock: 'wall' | 'processor'): Spread => {
  const samples = sorted(readings.map((reading) => reading[clock]))
  return {
    median: quantile(samples, 0.5),
    lower: quantile(samples, 0.25),
    upper: quantile(samples, 0.75),
    wall: Math.min(...readings.map(({ wall }) => wall)),
    processor: quantile(sorted(readings.map(({ processor }) => processor)), 0.5),
    samples: samples.length,
  }
}

/** The median ratio of two contestants' readings, round by round. */
export const ratioOf = (readings: readonly Reading[], others: readonly Reading[], clock: 'wall' | 'processor'): number =>
  quantile(sorted(readings.flatMap((reading, round) => (others[round] === undefined ? [] : [reading[clock] / others[round][clock]]))), 0.5)

const sample = async ({ run }: Contestant, repeats: number): Promise<Reading> => {
  const clock = startClock()
  let own: Reading | undefined
  for (let at = 0; at < repeats; at += 1) {
    const result = run()
    const reading = result instanceof Promise ? await result : result
    if (typeof reading === 'object') {
      own = { processor: (own?.processor ?? 0) + reading.processor, wall: (own?.wall ?? 0) + reading.wall }
    }
  }
  return scaled(own ?? clock(), 1 / repeats)
}

/** Warm up; the number of runs that the clock can read. */
const prepare = async (contestant: Contestant): Promise<number> => {
  const { warmUp = 200, clock = 'processor' } = contestant
  if (warmUp === 0) return 1
  const sinceStart = startClock()
  let least = Number.POSITIVE_INFINITY
  let leastCall = Number.POSITIVE_INFINITY
  for (let at = 0; at < warmUp && (at < 2 || sinceStart().processor < warmMilliseconds); at += 1) {
    const call = startClock()
    least = Math.min(least, (await sample(contestant, 1))[clock])
    leastCall = Math.min(leastCall, call().wall)
    if (least > unhurriedMilliseconds) break
  }
  // a reading of its own may be a small part of a call, and a difference of two even negative
  const wanted = Math.ceil(readableMilliseconds / Math.max(least, 1e-3))
  return Math.max(1, Math.min(wanted, Math.ceil((5 * readableMilliseconds) / leastCall)))
}

/** Each contestant's times, by name. */
export const interleaved = async (
  contestants: Readonly<Record<string, Contestant>>,
  { milliseconds, minimumRounds, maximumRounds }: Patience,
): Promise<ReadonlyMap<string, Timed>> => {
  const entries = Object.entries(contestants)
  const repeats = new Map<string, number>()
  for (const [name, contestant] of entries) repeats.set(name, await prepare(contestant))
  const readings = new Map(entries.map(([name]) => [name, [] as Reading[]]))
  const end = performance.now() + milliseconds
  for (let round = 0; round < maximumRounds && (round < minimumRounds || performance.now() < end); round += 1) {
    // another goes first each time
    for (let at = 0; at < entries.length; at += 1) {
      const [name, contestant] = entries[(at + round) % entries.length] as (typeof entries)[number]
      if (round < (contestant.rounds ?? maximumRounds)) readings.get(name)?.push(await sample(contestant, repeats.get(name) ?? 1))
    }
  }
  for (const [, contestant] of entries) contestant.end?.()
  const of = (name: string): readonly Reading[] => readings.get(name) ?? []
  const first = entries[0]?.[0] ?? ''
  return new Map(
    entries.map(([name, contestant]) => {
      const clock = contestant.clock ?? 'processor'
      return [name, { ...spreadOf(of(name), clock), ratio: ratioOf(of(name), of(first), clock) }]
    }),
  )
}
