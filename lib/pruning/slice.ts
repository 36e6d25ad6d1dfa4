import type { Shape } from '../shape/shape.js'

/**
 * The entries at the kept positions of each axis, row-major; the same array if all are kept.
 *
 * @example
 * slice(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], [undefined, [0, 2]]) // => Float32Array [1, 3, 4, 6]
 */
export const slice = (values: Float32Array, shape: Shape, kept: readonly (readonly number[] | undefined)[]): Float32Array => {
  if (kept.every((positions) => positions === undefined)) return values
  const positions = shape.map((size, axis) => kept[axis] ?? Array.from({ length: size }, (_, position) => position))
  const offsets = positions.reduce<readonly number[]>(
    (soFar, along, axis) => {
      const size = shape[axis] ?? 1
      return soFar.flatMap((offset) => along.map((position) => offset * size + position))
    },
    [0],
  )
  return new Float32Array(offsets.map((offset) => values[offset] ?? 0))
}
