/**
 * A count written by the user (channels, features, classes): a positive integer, or a sentence about it in its place.
 */
import type { Counts } from './checked.js'
import { type Kind, kind } from './kind.js'
import type { Known } from './known.js'
import { shown } from './shown.js'

/** `Value` itself where it counts something, else the sentence: "inChannels is 0: at least 1 is needed". */
export type Count<Value extends number, Name extends string> = unknown extends Counts[`${Value}`] ? Value : CountProblem<Value, Name>

/** Off the common path: the sentence. What lies between `largestCount` and 1e21 is for run time: comparing digits would cost every width. */
export type CountProblem<Value extends number, Name extends string> = Value extends 0
  ? `${Name} is 0: at least 1 is needed`
  : `${Value}` extends `${string}e+${string}`
    ? `${Name} is ${Value}, more than 16777216`
    : `${Name} is ${Value}, not a positive integer`

/** What may be built upon a count that has perhaps come through a block: one literal, `number`, or the sentence. */
export type KnownCount<Value extends number, Name extends string> = Counts[`${Value}`] extends never
  ? CountProblem<Value, Name>
  : Known<Value>

/** 2^24, up to which float32 counts without a gap: positions are stored so. Beyond it lie mistakes that would take all memory. */
export const largestCount = 16_777_216

/** Run-time twin of `Count`: undefined where the value counts something. */
export const countProblem = (value: number, name: string): string | undefined =>
  value === 0
    ? `${name} is 0: at least 1 is needed`
    : !Number.isInteger(value) || value < 0
      ? `${name} is ${shown(value)}, not a positive integer`
      : value > largestCount
        ? `${name} is ${value}, more than ${largestCount}`
        : undefined

const countsSomething = (value: unknown, name: string): string | undefined =>
  typeof value === 'number' ? countProblem(value, name) : `${name} is ${shown(value)}, not a positive integer`

/** What counts something, where options hold it; what is said of another value is what the compiler says. */
export const aCount: Kind<number> = {
  ...kind('a positive integer', (value) => countsSomething(value, '') === undefined),
  problem: countsSomething,
}
