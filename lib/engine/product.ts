/**
 * left * right, element by element, both with a gradient. One of them may hold factors, a number for each channel of a sample: every cell of
 * the other's map is multiplied by them, and the factors' gradient is a sum over the cells.
 */
import { invariant } from '../shape/invariant.js'
import { productShape } from '../shape/product.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { Pass } from './arithmetic.js'
import type { Backend, DeviceArray } from './backend.js'
import type { Memory } from './memory.js'

/** What a device computes, borrowing all it is given. */
export interface ProductPasses {
  /** of two arrays of one shape */
  readonly elementwise: Pass
  /** of maps [batch, height, width, channels] and factors, [batch, channels] or [batch, 1, 1, channels] */
  readonly scaled: Pass
  /** the sums over each map's cells of left * right, in the shape of factors */
  readonly sums: (left: DeviceArray, right: DeviceArray, shape: readonly number[]) => DeviceArray
}

export const productBy = ({ share, release }: Memory, { elementwise, scaled, sums }: ProductPasses): Backend['product'] => {
  const times = (left: DeviceArray, right: DeviceArray): DeviceArray => {
    if (sameShape(left.shape, right.shape)) return elementwise(left, right)
    const [[batch, ...ofLeft], [others, ...ofRight]] = [left.shape, right.shape]
    const made = batch === others ? productShape(ofLeft, ofRight) : undefined
    if (made === undefined) return invariant(`${showShape(left.shape)} and ${showShape(right.shape)} were multiplied`)
    return made === ofLeft ? scaled(left, right) : scaled(right, left)
  }
  const apply = (left: DeviceArray, right: DeviceArray): DeviceArray => {
    const output = times(left, right)
    release(left)
    release(right)
    return output
  }
  const gradientOf = ({ shape }: DeviceArray, other: DeviceArray, outputGradient: DeviceArray): DeviceArray =>
    sameShape(shape, outputGradient.shape) ? times(outputGradient, other) : sums(outputGradient, other, shape)
  return {
    apply,
    differentiate: (left, right) => [
      apply(share(left), share(right)),
      (outputGradient) => {
        const gradients = { left: gradientOf(left, right, outputGradient), right: gradientOf(right, left, outputGradient) }
        for (const array of [left, right, outputGradient]) release(array)
        return gradients
      },
    ],
  }
}
