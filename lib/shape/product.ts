/**
 * What may be multiplied element by element: two of one shape, or a map and a factor for each of its channels, [channels] or [1, 1, channels], by
 * which every cell is multiplied.
 */
import { channelsOf, sameShape, type Shape } from './shape.js'

/**
 * The shape of the product; undefined where the two cannot be multiplied. Run-time twin of `Multiplied`.
 *
 * @example
 * productShape([8, 8, 16], [16]) // => [8, 8, 16]
 * productShape([1, 1, 16], [8, 8, 16]) // => [8, 8, 16]
 * productShape([8, 8, 16], [8]) // => undefined
 */
export const productShape = (left: Shape, right: Shape): Shape | undefined =>
  sameShape(left, right) || areFactors(right, left) ? left : areFactors(left, right) ? right : undefined

const areFactors = (factors: Shape, map: Shape): boolean =>
  map.length === 3 &&
  channelsOf(factors) === channelsOf(map) &&
  (factors.length === 1 || (factors.length === 3 && factors[0] === 1 && factors[1] === 1))
