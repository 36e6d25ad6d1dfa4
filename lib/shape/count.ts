/**
 * A count written by the user (channels, features, classes): a positive integer, or a sentence about it in its place.
 */
import { shown } from './shown.js'

/** 'ok', or why `Value` is not a count. */
export type CountProblem<Value> = [Value] extends [never]
  ? 'never'
  : number extends Value
    ? 'ok'
    : Value extends 0
      ? 'zero'
      : `${Value & number}` extends `-${string}`
        ? 'not a positive integer'
        : `${Value & number}` extends `${string}e+${string}`
          ? 'too large' // from 1e21 on; what lies between it and `largestCount` is for run time, since comparing digits would cost every width
          : `${Value & number}` extends `${string}.${string}` | `${string}e-${string}`
            ? 'not a positive integer'
            : 'ok'

/** `Value` itself where it counts something, else the sentence: "inChannels is 0: at least 1 is needed". */
export type Count<Value extends number, Name extends string> =
  CountProblem<Value> extends 'ok'
    ? Value
    : CountProblem<Value> extends 'zero'
      ? `${Name} is 0: at least 1 is needed`
      : CountProblem<Value> extends 'too large'
        ? `${Name} is ${Value}, more than 16777216`
        : `${Name} is ${Value}, not a positive integer`

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
