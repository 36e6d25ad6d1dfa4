/** What is remembered of a formula's run: the arrays of its terms, and the way back. */
import type { Backend, DeviceArray } from '../engine/backend.js'
import { invariant } from '../shape/invariant.js'
import type { Term } from './formula.js'

/** A step's way back: the output's gradient (taken) to those of the terms it came from. */
export type Back = (outputGradient: DeviceArray) => readonly (readonly [from: Term, gradient: DeviceArray])[]

/** A run's; nobody but who runs it sees them. */
export interface Notes {
  readonly arrays: Map<Term, DeviceArray>
  /** terms whose gradients are asked for, and all that depends on them */
  readonly moving: Set<Term>
  readonly steps: (readonly [output: Term, back: Back])[]
}

/** Those of a run that has not begun. */
export const blankNotes = (): Notes => ({ arrays: new Map(), moving: new Set(), steps: [] })

/** A new term of this array, which the notes own; `moves`: whether its gradient is asked for, or that of what it was made of. */
export const noted = ({ arrays, moving }: Notes, array: DeviceArray, moves: boolean): Term => {
  const term = { shape: array.shape }
  arrays.set(term, array)
  if (moves) moving.add(term)
  return term
}

/** Borrowed. */
export const arrayOf = ({ arrays }: Notes, term: Term): DeviceArray =>
  arrays.get(term) ?? invariant('a formula was given a term that is not its own')

/** Frees what the run made. */
export const forget = (backend: Backend, { arrays }: Notes): void => {
  for (const array of arrays.values()) backend.release(array)
  arrays.clear()
}
