/** Elementwise operations by stock kernels and loops over the heap; see `engine/arithmetic.ts` for what they mean. */
import { addBy, combineBy, divideBy, multiplyBy, type Pass } from '../../arithmetic.js'
import type { Backend, DeviceArray, InputGradient, Operation } from '../../backend.js'
import type { Kernels } from '../kernels.js'

/** The product of two arrays of one shape. */
export const elementwise =
  (kernels: Kernels): Pass =>
  (a, b) =>
    kernels.run('Multiply', { a, b }, {}, a.shape)

export const multiply = (kernels: Kernels): Operation<DeviceArray, InputGradient> => multiplyBy(kernels, elementwise(kernels))

export const divide = (kernels: Kernels): Backend['divide'] => divideBy((a, b) => kernels.run('RealDiv', { a, b }, {}, a.shape))

export const add = (kernels: Kernels): Backend['add'] => addBy(kernels, (a, b) => kernels.run('Add', { a, b }, {}, a.shape))

const combineValues = (leftFactor: number, left: Float32Array, rightFactor: number, right: Float32Array, output: Float32Array): void => {
  for (let i = 0; i < output.length; i += 1) output[i] = leftFactor * (left[i] as number) + rightFactor * (right[i] as number)
}

export const combine = (kernels: Kernels): Backend['combine'] =>
  combineBy((leftFactor, left, rightFactor, right) => {
    const [output] = kernels.loop([left, right], [left.shape], ([a, b], [sum]) => combineValues(leftFactor, a, rightFactor, b, sum))
    return output
  })

/** A function of each number of a borrowed array. */
const ofOne =
  (kernels: Kernels, of: (value: number) => number): Backend['sign'] =>
  (array) => {
    const [output] = kernels.loop([array], [array.shape], ([x], [y]) => {
      for (let i = 0; i < y.length; i += 1) y[i] = of(x[i] as number)
    })
    return output
  }

/** -1, 0 or 1 (NaN of NaN): + 0 makes the sign of -0 a plain 0; tfjs-wasm's own Sign calls the sign of NaN 0. */
export const sign = (kernels: Kernels): Backend['sign'] => ofOne(kernels, (value) => Math.sign(value) + 0)
export const exp = (kernels: Kernels): Backend['exp'] => ofOne(kernels, Math.exp)
export const log = (kernels: Kernels): Backend['log'] => ofOne(kernels, Math.log)
