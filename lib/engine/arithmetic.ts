/** Elementwise operations on arrays of one shape. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { Backend, DeviceArray, InputGradient, Operation } from './backend.js'
import type { Kernels } from './kernels.js'

const checkShapes = (left: DeviceArray, right: DeviceArray): void => {
  if (!sameShape(left.shape, right.shape))
    invariant(`${showShape(left.shape)} and ${showShape(right.shape)} were combined element by element`)
}

/** input * factor; the factor (dropout, a weight mask) is borrowed and has no gradient. */
export const multiply = (kernels: Kernels): Operation<DeviceArray, InputGradient> => {
  const apply = (input: DeviceArray, factor: DeviceArray): DeviceArray => {
    checkShapes(input, factor)
    const product = kernels.run('Multiply', { a: input, b: factor }, {}, input.shape)
    kernels.release(input)
    return product
  }
  return {
    apply,
    differentiate: (input, factor) => {
      const output = apply(input, factor)
      const saved = kernels.share(factor)
      return [
        output,
        (outputGradient) => {
          const gradient = apply(outputGradient, saved)
          kernels.release(saved)
          return { input: gradient }
        },
      ]
    },
  }
}

/** left + right, both taken. */
export const add =
  (kernels: Kernels): Backend['add'] =>
  (left, right) => {
    checkShapes(left, right)
    const sum = kernels.run('Add', { a: left, b: right }, {}, left.shape)
    kernels.release(left)
    kernels.release(right)
    return sum
  }

const combineValues = (leftFactor: number, left: Float32Array, rightFactor: number, right: Float32Array, output: Float32Array): void => {
  for (let i = 0; i < output.length; i += 1) output[i] = leftFactor * (left[i] as number) + rightFactor * (right[i] as number)
}

/** leftFactor * left + rightFactor * right, both borrowed. */
export const combine =
  (kernels: Kernels): Backend['combine'] =>
  (leftFactor, left, rightFactor, right) => {
    checkShapes(left, right)
    const [output] = kernels.loop([left, right], [left.shape], ([a, b], [sum]) => combineValues(leftFactor, a, rightFactor, b, sum))
    return output
  }

const signs = (values: Float32Array, output: Float32Array): void => {
  // + 0 makes the sign of -0 a plain 0; tfjs-wasm's own Sign calls the sign of NaN 0.
  for (let i = 0; i < output.length; i += 1) output[i] = Math.sign(values[i] as number) + 0
}

/** -1, 0 or 1 (NaN of NaN); borrows. */
export const sign =
  (kernels: Kernels): Backend['sign'] =>
  (array) => {
    const [output] = kernels.loop([array], [array.shape], ([x], [y]) => signs(x, y))
    return output
  }
