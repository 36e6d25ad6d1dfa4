/**
 * A number above 0 written by the user (a slope), or a sentence about it in its place.
 */
import type { Checked, Verdict, Verdicts } from './checked.js'

/** `Value` itself where it is above 0, else the sentence: "the slope is -1, not a positive number of float32 (2^-126 or more)". What is too small or large run time says. */
export type Positive<Value extends number, Name extends string> = Checked<
  Value,
  Verdicts[Verdict<IsPositive<Value>>],
  `${Name} is ${Value}, not a positive number of float32 (2^-126 or more)`
>

type IsPositive<Value extends number> = `${Value}` extends `-${string}` | '0' ? false : true
