/** Elementwise operations on arrays of one shape. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { Backend, DeviceArray, InputGradient, Operation } from './backend.js'
import type { Kernels } from './kernels.js'
import type { Memory } from './memory.js'

const checkShapes = (left: DeviceArray, right: DeviceArray): void => {
  if (!sameShape(left.shape, right.shape))
    invariant(`${showShape(left.shape)} and ${showShape(right.shape)} were combined element by element`)
}

/** An elementwise pass over two arrays of one shape, both borrowed. */
type Pass = (left: DeviceArray, right: DeviceArray) => DeviceArray

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

export const multiply = (kernels: Kernels): Operation<DeviceArray, InputGradient> =>
  multiplyBy(kernels, (a, b) => kernels.run('Multiply', { a, b }, {}, a.shape))

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

export const add = (kernels: Kernels): Backend['add'] => addBy(kernels, (a, b) => kernels.run('Add', { a, b }, {}, a.shape))

const combineValues = (leftFactor: number, left: Float32Array, rightFactor: number, right: Float32Array, output: Float32Array): void => {
  for (let i = 0; i < output.length; i += 1) output[i] = leftFactor * (left[i] as number) + rightFactor * (right[i] as number)
}

/** leftFactor * left + rightFactor * right by a device's pass, both borrowed. */
export const combineBy =
  (combined: Backend['combine']): Backend['combine'] =>
  (leftFactor, left, rightFactor, right) => {
    checkShapes(left, right)
    return combined(leftFactor, left, rightFactor, right)
  }

export const combine = (kernels: Kernels): Backend['combine'] =>
  combineBy((leftFactor, left, rightFactor, right) => {
    const [output] = kernels.loop([left, right], [left.shape], ([a, b], [sum]) => combineValues(leftFactor, a, rightFactor, b, sum))
    return output
  })

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
