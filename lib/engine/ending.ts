/** What follows an operation with a weight in a network at rest: `Ending` of `backend.ts`. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { DeviceArray, Ending } from './backend.js'
import type { Kernels } from './kernels.js'

/** An addend of another shape than the output's is a mistake of ours. */
export const checkEnding = ({ addend }: Ending, shape: readonly number[]): void => {
  if (addend !== undefined && !sameShape(addend.shape, shape)) {
    invariant(`${showShape(addend.shape)} cannot be added to an output ${showShape(shape)}`)
  }
}

/** By passes of its own, for devices whose kernels cannot do it in theirs: takes the output, borrows the addend. */
export const endedBy = (kernels: Kernels, output: DeviceArray, ending: Ending): DeviceArray => {
  checkEnding(ending, output.shape)
  const { addend, rectified } = ending
  const replaced = (before: DeviceArray, next: DeviceArray): DeviceArray => {
    kernels.release(before)
    return next
  }
  const sum = addend === undefined ? output : replaced(output, kernels.run('Add', { a: output, b: addend }, {}, output.shape))
  return rectified ? replaced(sum, kernels.run('Relu', { x: sum }, {}, sum.shape)) : sum
}
