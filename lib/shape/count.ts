/**
 * A count written by the user (channels, features, classes): a positive integer, or a sentence about it in its place.
 */

/** 'ok', or why `Value` is not a count. */
export type CountProblem<Value> = [Value] extends [never]
  ? 'never'
  : number extends Value
    ? 'ok'
    : Value extends 0
      ? 'zero'
      : `${Value & number}` extends `-${string}`
        ? 'not a positive integer'
        : `${Value & number}` extends `${string}.${string}` | `${string}e-${string}`
          ? 'not a positive integer'
          : 'ok'

/** `Value` itself where it counts something, else the sentence: "inChannels is 0: at least 1 is needed". */
export type Count<Value extends number, Name extends string> =
  CountProblem<Value> extends 'ok'
    ? Value
    : CountProblem<Value> extends 'zero'
      ? `${Name} is 0: at least 1 is needed`
      : `${Name} is ${Value}, not a positive integer`

/** Run-time twin of `Count`: undefined where the value counts something. */
export const countProblem = (value: number, name: string): string | undefined =>
  value === 0
    ? `${name} is 0: at least 1 is needed`
    : Number.isInteger(value) && value > 0
      ? undefined
      : `${name} is ${value}, not a positive integer`
