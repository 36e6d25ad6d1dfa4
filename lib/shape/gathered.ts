/**
 * Numbers taken from an array axis by axis, in any order: transposing, selecting and reordering in one pass.
 *
 *     result[i, j, ...] = values[offsets[0][i] + offsets[1][j] + ...]        row-major
 *
 * @example
 * const rows = Float32Array.of(1, 2, 3, 4, 5, 6) // [2, 3]
 * gathered(rows, [[0, 1, 2], [0, 3]]) // => Float32Array [1, 4, 2, 5, 3, 6]
 */
export const gathered = (values: Float32Array, offsets: readonly (readonly number[])[]): Float32Array => {
  const result = new Float32Array(offsets.reduce((count, { length }) => count * length, 1))
  let at = 0
  const fill = (axis: number, start: number): void => {
    const along = offsets[axis] ?? [0]
    for (const offset of along) {
      if (axis < offsets.length - 1) fill(axis + 1, start + offset)
      else {
        result[at] = values[start + offset] ?? 0
        at += 1
      }
    }
  }
  fill(0, 0)
  return result
}

/** How far apart neighbours along each axis are in a row-major array of this shape. */
export const strides = (shape: readonly number[]): readonly number[] =>
  shape.map((_size, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
