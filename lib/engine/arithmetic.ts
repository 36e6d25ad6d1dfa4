/** Elementwise operations on arrays of one shape. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { Backend, DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

const checkShapes = (left: DeviceArray, right: DeviceArray): void => {
  if (!sameShape(left.shape, right.shape))
    invariant(`${showShape(left.shape)} and ${showShape(right.shape)} were combined element by element`)
}

/** An elementwise pass over two arrays of one shape, both borrowed. */
export type Pass = (left: DeviceArray, right: DeviceArray) => DeviceArray

/** input * factor by a device's pass; the factor (dropout, a weight mask) is borrowed and has no gradient. */
export const multiplyBy = ({ share, release }: Memory, product: Pass): Operation<DeviceArray, InputGradient> => {
  const apply = (input: DeviceArray, factor: DeviceArray): DeviceArray => {
    checkShapes(input, factor)
    const output = product(input, factor)
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input, factor) => {
      const output = apply(input, factor)
      const saved = share(factor)
      return [
        output,
        (outputGradient) => {
          const gradient = apply(outputGradient, saved)
          release(saved)
          return { input: gradient }
        },
      ]
    },
  }
}

/** left + right by a device's pass, both taken. */
export const addBy =
  ({ release }: Memory, sum: Pass): Backend['add'] =>
  (left, right) => {
    checkShapes(left, right)
    const output = sum(left, right)
    release(left)
    release(right)
    return output
  }

/** left / right by a device's pass, both borrowed. */
export const divideBy =
  (quotient: Pass): Backend['divide'] =>
  (left, right) => {
    checkShapes(left, right)
    return quotient(left, right)
  }

/** leftFactor * left + rightFactor * right by a device's pass, both borrowed. */
export const combineBy =
  (combined: Backend['combine']): Backend['combine'] =>
  (leftFactor, left, rightFactor, right) => {
    checkShapes(left, right)
    return combined(leftFactor, left, rightFactor, right)
  }
