/**
 * Numbers with a shape, as a value: what goes into a network and what comes out. The first axis is the batch.
 * It lives in ordinary memory; the garbage collector frees it.
 */
import { either as E } from 'fp-ts'
import { elementCount, type PlainShape, type Shape, showShape } from './shape.js'

/** Numbers with a shape, batch axis first: `Tensor<[64, 28, 28, 1]>`. */
export interface Tensor<out Dimensions extends Shape> {
  readonly shape: Dimensions
  /** row-major: the last axis moves fastest; never written to after construction */
  readonly values: Float32Array
}

/** As many values as the shape says were expected; other than that many were found. */
export interface TensorSizeMismatch {
  readonly _tag: 'TensorSizeMismatch'
  readonly shape: Shape
  readonly expected: number
  readonly found: number
}

/**
 * Values and their shape; a `Left` where their counts disagree.
 *
 * @example
 * E.isRight(tensor([2, 2], new Float32Array(4))) // => true
 * E.isRight(tensor([2, 2], new Float32Array(3))) // => false
 */
export const tensor = <const Dimensions extends Shape>(
  shape: Dimensions,
  values: Float32Array,
): E.Either<TensorSizeMismatch, Tensor<PlainShape<Dimensions>>> =>
  elementCount(shape) === values.length
    ? E.right({ shape: [...shape] as Shape as PlainShape<Dimensions>, values })
    : E.left({ _tag: 'TensorSizeMismatch', shape, expected: elementCount(shape), found: values.length })

/**
 * One sentence for a person.
 *
 * @example
 * tensorMessage({ _tag: 'TensorSizeMismatch', shape: [2, 2], expected: 4, found: 3 })
 * // => 'a tensor of shape [2,2] holds 4 numbers, but 3 were given'
 */
export const tensorMessage = (error: TensorSizeMismatch): string =>
  `a tensor of shape ${showShape(error.shape)} holds ${error.expected} numbers, but ${error.found} were given`
