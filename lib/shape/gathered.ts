/** Numbers taken from an array axis by axis: selecting, reordering and transposing in one pass, without a list of all entries. */
import { known } from './invariant.js'
import type { Shape } from './shape.js'

/** Columns taken at once where they lie apart: a transposition then reads each cache line for many of its numbers. */
const tile = 32

/**
 * In any order and along any axes:
 *
 *     result[i, j, ...] = values[offsets[0][i] + offsets[1][j] + ...]        row-major
 *
 * @example
 * const rows = Float32Array.of(1, 2, 3, 4, 5, 6) // [2, 3]
 * gathered(rows, [[0, 1, 2], [0, 3]]) // => Float32Array [1, 4, 2, 5, 3, 6]
 */
export const gathered = (values: Float32Array, offsets: readonly (readonly number[])[]): Float32Array => {
  const result = new Float32Array(offsets.reduce((count, { length }) => count * length, 1))
  const [rows = zero, columns = zero] = offsets.slice(-2).length === 2 ? offsets.slice(-2) : [zero, offsets[0]]
  const outer = offsets.slice(0, -2)
  const take = adjacent(columns) ? copyRows : copyEach
  let at = 0
  const fill = (axis: number, start: number): void => {
    if (axis < outer.length) {
      for (const offset of known(outer[axis])) fill(axis + 1, start + offset)
      return
    }
    take(values, start, rows, columns, result, at)
    at += rows.length * columns.length
  }
  if (result.length > 0) fill(0, 0)
  return result
}

const zero: readonly number[] = [0]

const adjacent = (offsets: readonly number[]): boolean => offsets.every((offset, at) => offset === known(offsets[0]) + at)

type Take = (
  values: Float32Array,
  start: number,
  rows: readonly number[],
  columns: readonly number[],
  result: Float32Array,
  at: number,
) => void

const copyRows: Take = (values, start, rows, columns, result, at) => {
  const width = columns.length
  const first = start + known(columns[0])
  for (let row = 0; row < rows.length; row += 1) {
    const from = first + (rows[row] as number)
    result.set(values.subarray(from, from + width), at + row * width)
  }
}

const copyEach: Take = (values, start, rows, columns, result, at) => {
  const width = columns.length
  for (let first = 0; first < width; first += tile) {
    const end = Math.min(first + tile, width)
    for (let row = 0; row < rows.length; row += 1) {
      const from = start + (rows[row] as number)
      for (let column = first; column < end; column += 1) {
        result[at + row * width + column] = values[from + (columns[column] as number)] as number
      }
    }
  }
}

/** How far apart neighbors along each axis are in a row-major array of this shape. */
export const strides = (shape: readonly number[]): readonly number[] =>
  shape.map((_size, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))

/**
 * The entries at the kept positions of each axis, row-major; the same array if all are kept.
 *
 * @example
 * slice(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], [undefined, [0, 2]]) // => Float32Array [1, 3, 4, 6]
 */
export const slice = (values: Float32Array, shape: Shape, kept: readonly (readonly number[] | undefined)[]): Float32Array => {
  if (kept.every((positions) => positions === undefined)) return values
  const apart = strides(shape)
  const offsets = shape.map((size, axis) =>
    (kept[axis] ?? Array.from({ length: size }, (_, position) => position)).map((position) => position * known(apart[axis])),
  )
  return gathered(values, offsets)
}
