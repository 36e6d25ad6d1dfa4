/**
 * Who owns what where gradients are clipped, and by which numbers.
 *
 * @see Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", algorithm 1; PyTorch's `clip_grad_norm_`, whose 1e-6 this is,
 * and `clip_grad_value_`
 */
import { invariant } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import type { ClippingOperations } from './clippingOperations.js'
import type { DeviceArray } from './deviceArray.js'
import type { Memory } from './memory.js'

/** What is added to a norm before it divides. */
export const besideNorm = 1e-6

/** The operations, by a device's passes, which are given what goes together, and borrow. */
export const clippingBy = ({ release }: Memory, { globalNorm, clipByNorm, clipByValue }: ClippingOperations): ClippingOperations => {
  const taken = (array: DeviceArray, clipped: DeviceArray): DeviceArray => {
    release(array)
    return clipped
  }
  return {
    globalNorm: (arrays) => (arrays.length === 0 ? invariant('the norm of no arrays was asked for') : globalNorm(arrays)),
    clipByNorm: (array, norm, most) =>
      elementCount(norm.shape) === 1
        ? taken(array, clipByNorm(array, norm, Math.fround(most)))
        : invariant(`a norm is one number, not ${showShape(norm.shape)}`),
    clipByValue: (array, most) => taken(array, clipByValue(array, Math.fround(most))),
  }
}
