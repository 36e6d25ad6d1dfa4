import { gathered, strides } from '../shape/gathered.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'

/**
 * The axes of an array in another order: axis i of the result is axis `order[i]`.
 *
 * @example
 * permuted(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], [1, 0]) // => Float32Array [1, 4, 2, 5, 3, 6]
 */
export const permuted = (values: Float32Array, shape: Shape, order: readonly number[]): Float32Array => {
  const apart = strides(shape)
  return gathered(
    values,
    order.map((axis) => Array.from({ length: known(shape[axis]) }, (_, at) => at * known(apart[axis]))),
  )
}
