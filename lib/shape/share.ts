/**
 * A share written by the user (a dropout's rate, how much to prune): at least 0 and less than 1, or a sentence about it in its place.
 */
import type { Checked, Verdict, Verdicts } from './checked.js'

/** `Value` itself where it is a share, else the sentence: "ratio is 1.5: it must be at least 0 and less than 1". */
export type Share<Value extends number, Name extends string> = Checked<Value, Verdicts[Verdict<IsShare<Value>>], ShareProblem<Value, Name>>

/** A share for each of several, or one for all; each wrong one a sentence in its place. */
export type Shares<Value extends number | readonly unknown[], Name extends string> = Checked<
  Value,
  Verdicts[Verdict<AreShares<Value>>],
  Value extends number
    ? ShareProblem<Value, Name>
    : {
        readonly [Index in keyof Value]: IsShare<Value[Index]> extends false
          ? ShareProblem<Value[Index] & number, `${Name}[${Index & string}]`>
          : Value[Index]
      }
>

type ShareProblem<Value extends number, Name extends string> = `${Name} is ${Value}: it must be at least 0 and less than 1`

/** `true` also for what is no number, such as a poolings' 'M'. */
type IsShare<Value> = Value extends number
  ? `${Value}` extends `-${string}`
    ? false
    : `${Value}` extends '0' | `0.${string}` | `${string}e-${string}`
      ? true
      : number extends Value
        ? true
        : false
  : true

type AreShares<Value> = Value extends readonly unknown[] ? (false extends EachIsShare<Value>[number] ? false : true) : IsShare<Value>
type EachIsShare<Values extends readonly unknown[]> = { readonly [Index in keyof Values]: IsShare<Values[Index]> }
