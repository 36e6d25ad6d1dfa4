/**
 * What the compiler may build upon: a number that it knows as one literal. About anything else (`number`, one of several, a bounded width) it
 * knows that it is a number, and run time decides.
 */
import type { AtMost } from './atMost.js'

/** `Value` itself where it is one literal, else `number`. */
export type Known<Value extends number, Every = Value> = Value extends AtMost<number> ? number : Every extends Value ? Value : number

/** `false` for one type; anything else (`true` or `boolean`) for what may be of several: a union, `any` or `unknown`. */
export type IsSeveral<Value, Every = Value> = Value extends unknown
  ? unknown extends Every
    ? true
    : Every extends Value
      ? false
      : true
  : never
