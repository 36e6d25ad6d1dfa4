/** Elementwise operations by our kernels; see `engine/arithmetic.ts` for what they mean. */
import { elementCount } from '../../../shape/shape.js'
import { addBy, combineBy, divideBy, multiplyBy, type Pass } from '../../arithmetic.js'
import type { Backend } from '../../backend.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** The product of two arrays of one shape. */
export const elementwise =
  (kernels: InPlaceKernels): Pass =>
  (left, right) => {
    const [product] = kernels.inPlace([left, right], [left.shape], 0, (simd, [a, b], [output]) =>
      simd.multiplyElements(a, b, output, elementCount(left.shape)),
    )
    return product
  }

export const multiply = (kernels: InPlaceKernels): Backend['multiply'] => multiplyBy(kernels, elementwise(kernels))

export const divide = (kernels: InPlaceKernels): Backend['divide'] =>
  divideBy((left, right) => {
    const [quotient] = kernels.inPlace([left, right], [left.shape], 0, (simd, [a, b], [output]) =>
      simd.divideElements(a, b, output, elementCount(left.shape)),
    )
    return quotient
  })

export const add = (kernels: InPlaceKernels): Backend['add'] =>
  addBy(kernels, (left, right) => {
    const [sum] = kernels.inPlace([left, right], [left.shape], 0, (simd, [a, b], [output]) =>
      simd.addElements(a, b, output, elementCount(left.shape)),
    )
    return sum
  })

export const combine = (kernels: InPlaceKernels): Backend['combine'] =>
  combineBy((leftFactor, left, rightFactor, right) => {
    const [sum] = kernels.inPlace([left, right], [left.shape], 0, (simd, [a, b], [output]) =>
      simd.combineElements(leftFactor, a, rightFactor, b, output, elementCount(left.shape)),
    )
    return sum
  })

/** One of our kernels over a borrowed array. */
const ofOne =
  (kernels: InPlaceKernels, kernel: 'signElements' | 'expElements' | 'logElements'): Backend['sign'] =>
  (array) => {
    const [output] = kernels.inPlace([array], [array.shape], 0, (simd, [x], [y]) => simd[kernel](x, y, elementCount(array.shape)))
    return output
  }

export const sign = (kernels: InPlaceKernels): Backend['sign'] => ofOne(kernels, 'signElements')
export const exp = (kernels: InPlaceKernels): Backend['exp'] => ofOne(kernels, 'expElements')
export const log = (kernels: InPlaceKernels): Backend['log'] => ofOne(kernels, 'logElements')
