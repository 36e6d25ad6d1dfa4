/**
 * What the compiler knows of options, each of which may be left out or undefined: the type of the whole argument is inferred, `Given`, and each option is read
 * from it. A type parameter for each option would be inferred from what it is where it is there, and would pass over an `undefined` beside it.
 */
import type { Verdicts } from './checked.js'

/**
 * The type of an argument that is checked against `Options`, and from which `Given` is inferred: the compiler infers into every branch of a conditional type. The
 * first branch is taken only within a function that is generic in the whole argument, of which nothing is known before it is called: what is known is no string.
 * The parameter must not be optional, or an `undefined` beside the options would be passed over; a signature of its own is for calls without them.
 */
export type Inferring<Given, Options> = unknown extends Verdicts[[Given] extends [string] ? string : 'wrong']
  ? Given
  : [Given] extends [object]
    ? Options
    : Options | undefined

/** What is given for an option, `undefined` where it is left out or may be. */
export type OptionIn<Given, Name extends string> = Given extends unknown ? (Name extends keyof Given ? Given[Name] : undefined) : never

/** What an option is: what is given for it, or its default, or one of the two where it may be undefined. */
export type OptionOr<Told, Kind, Default> = [Told] extends [infer There extends Kind] ? There : Default | Extract<Told, Kind>
