/** What follows an operation with a weight in a network at rest: `Ending` of `backend.ts`. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import { checkActivation } from './activation.js'
import type { Ending } from './backend.js'

/** An addend of another shape than the output's is a mistake of ours, and so is an activation that there is not. */
export const checkEnding = ({ addend, activation }: Ending, shape: readonly number[]): void => {
  if (activation !== undefined) checkActivation(activation)
  if (addend !== undefined && !sameShape(addend.shape, shape)) {
    invariant(`${showShape(addend.shape)} cannot be added to an output ${showShape(shape)}`)
  }
}
