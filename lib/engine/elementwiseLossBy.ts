/** Who owns what of a loss number by number; `elementwiseLoss.ts` has the formulas. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { LossOperations } from './lossOperations.js'
import type { Memory } from './memory.js'

/** A device's pass, given arrays of one shape alone; it borrows both. */
export const elementwiseLossBy =
  ({ release }: Memory, pass: LossOperations['elementwiseLoss']): LossOperations['elementwiseLoss'] =>
  (output, targets, loss) => {
    if (!sameShape(output.shape, targets.shape))
      invariant(`an output ${showShape(output.shape)} was compared with targets ${showShape(targets.shape)}`)
    const result = pass(output, targets, loss)
    release(output)
    return result
  }
