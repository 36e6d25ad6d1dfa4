/**
 * Numbers with a shape, as a value: what goes into a network and what comes out. The first axis is the batch.
 * It lives in ordinary memory; the garbage collector frees it.
 */
import { either as E } from 'fp-ts'
import { invariant } from './invariant.js'
import { aList, anObject, floats, sizes } from './kind.js'
import { checkedArgument } from './options.js'
import { elementCount, type PlainShape, type Shape, showShape } from './shape.js'

/** Numbers with a shape, batch axis first: `Tensor<[64, 28, 28, 1]>`. */
export interface Tensor<out Dimensions extends Shape = Shape> {
  readonly shape: Dimensions
  /** row-major: the last axis moves fastest; never written to after construction */
  readonly values: Float32Array
}

/** Why values and a shape do not make a tensor: a size that is not a whole number, or another number of values than the sizes say. */
export type TensorError =
  | { readonly _tag: 'TensorShape'; readonly shape: Shape }
  | { readonly _tag: 'TensorSize'; readonly shape: Shape; readonly expected: number; readonly found: number }

/**
 * Values and their shape; a `Left` where their counts disagree or a size is not a whole number.
 *
 * @example
 * E.isRight(tensor([2, 2], new Float32Array(4))) // => true
 * E.isRight(tensor([2, 2], new Float32Array(3))) // => false
 */
export const tensor = <const Dimensions extends Shape>(
  shape: Dimensions,
  values: Float32Array,
): E.Either<TensorError, Tensor<PlainShape<Dimensions>>> =>
  !checkedArgument('tensor', 'shape', aList, shape).every((size) => Number.isInteger(size) && (size as number) >= 0)
    ? E.left({ _tag: 'TensorShape', shape })
    : elementCount(shape) === checkedArgument('tensor', 'values', floats, values).length
      ? E.right({ shape: [...shape] as Shape as PlainShape<Dimensions>, values })
      : E.left({ _tag: 'TensorSize', shape, expected: elementCount(shape), found: values.length })

/** What a caller hands over as a tensor, which a spread or plain JavaScript can have put together. */
export const givenTensor = (caller: string, name: string, given: unknown): Tensor<Shape> => {
  const { shape, values } = checkedArgument(caller, name, anObject<Tensor<Shape>>(), given)
  checkedArgument(caller, `the shape of ${name}`, sizes, shape)
  checkedArgument(caller, `the values of ${name}`, floats, values)
  const error = { _tag: 'TensorSize', shape, expected: elementCount(shape), found: values.length } as const
  return error.expected === error.found ? { shape, values } : invariant(`${caller}: ${name}: ${tensorMessage(error)}`)
}

export const tensorMessage = (error: TensorError): string =>
  error._tag === 'TensorShape'
    ? `a tensor's sizes are whole numbers, not ${showShape(error.shape)}`
    : `a tensor of shape ${showShape(error.shape)} holds ${error.expected} numbers, but ${error.found} were given`
