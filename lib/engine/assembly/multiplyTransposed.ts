// The product of a transposed matrix, for the gradients of filters and weights: sums over rows of the outer products of two rows,
//
//     target[k, column] += sum over rows r of left[r, k] right[r, column]
//
// Rows are cells (image, y, x): `left` walks over maps with a step and a gap behind each row of cells and each image, so that a window's
// place in a map need not be copied out; rows of `right` are `rightStep` bytes apart. `columns` is a multiple of 4 (copyColumns makes it
// one) and target is [depth, columns], added to. Tiles of 4 by 8 hold their sums in registers over all rows; the last k is done again where depth does not
// divide: it comes out the same, as every sum of a tile is read before one is written.
import { multiplyAdd } from './multiplyAdd'

export function multiplyTransposed(
  left: usize,
  depth: i32,
  cellStep: usize,
  rowGap: usize,
  imageGap: usize,
  images: i32,
  height: i32,
  width: i32,
  right: usize,
  rightStep: usize,
  columns: i32,
  target: usize,
): void {
  const last = depth - 1
  let column = 0
  for (; column + 8 <= columns; column += 8) {
    for (let k = 0; k < depth; k += 4) {
      const k1 = min(k + 1, last), k2 = min(k + 2, last), k3 = min(k + 3, last)
      const to0 = target + (<usize>(k * columns + column) << 2)
      const to1 = target + (<usize>(k1 * columns + column) << 2)
      const to2 = target + (<usize>(k2 * columns + column) << 2)
      const to3 = target + (<usize>(k3 * columns + column) << 2)
      let s00 = v128.load(to0), s01 = v128.load(to0, 16)
      let s10 = v128.load(to1), s11 = v128.load(to1, 16)
      let s20 = v128.load(to2), s21 = v128.load(to2, 16)
      let s30 = v128.load(to3), s31 = v128.load(to3, 16)
      let at0 = left + (<usize>k << 2)
      let at1 = left + (<usize>k1 << 2)
      let at2 = left + (<usize>k2 << 2)
      let at3 = left + (<usize>k3 << 2)
      let from = right + (<usize>column << 2)
      for (let image = 0; image < images; image++) {
        for (let y = 0; y < height; y++) {
          const end = from + <usize>width * rightStep
          while (from < end) {
            const w0 = v128.load(from)
            const w1 = v128.load(from, 16)
            let value = v128.load32_splat(at0)
            s00 = multiplyAdd(value, w0, s00)
            s01 = multiplyAdd(value, w1, s01)
            value = v128.load32_splat(at1)
            s10 = multiplyAdd(value, w0, s10)
            s11 = multiplyAdd(value, w1, s11)
            value = v128.load32_splat(at2)
            s20 = multiplyAdd(value, w0, s20)
            s21 = multiplyAdd(value, w1, s21)
            value = v128.load32_splat(at3)
            s30 = multiplyAdd(value, w0, s30)
            s31 = multiplyAdd(value, w1, s31)
            at0 += cellStep
            at1 += cellStep
            at2 += cellStep
            at3 += cellStep
            from += rightStep
          }
          at0 += rowGap
          at1 += rowGap
          at2 += rowGap
          at3 += rowGap
        }
        at0 += imageGap
        at1 += imageGap
        at2 += imageGap
        at3 += imageGap
      }
      v128.store(to0, s00)
      v128.store(to0, s01, 16)
      v128.store(to1, s10)
      v128.store(to1, s11, 16)
      v128.store(to2, s20)
      v128.store(to2, s21, 16)
      v128.store(to3, s30)
      v128.store(to3, s31, 16)
    }
  }
  if (column < columns) multiplyTransposedBy4(left, depth, cellStep, rowGap, imageGap, images, height, width, right, rightStep, columns, target, column)
}

/** The last 4 columns, in tiles of 8 by 4. */
function multiplyTransposedBy4(
  left: usize,
  depth: i32,
  cellStep: usize,
  rowGap: usize,
  imageGap: usize,
  images: i32,
  height: i32,
  width: i32,
  right: usize,
  rightStep: usize,
  columns: i32,
  target: usize,
  column: i32,
): void {
  const last = <usize>(depth - 1) << 2
  target += <usize>column << 2
  for (let k: usize = 0; k <= last; k += 32) {
    // in bytes, as an offset into a row of `left`
    const k1 = min(k + 4, last), k2 = min(k + 8, last), k3 = min(k + 12, last), k4 = min(k + 16, last)
    const k5 = min(k + 20, last), k6 = min(k + 24, last), k7 = min(k + 28, last)
    let s0 = v128.load(target + k * columns), s1 = v128.load(target + k1 * columns)
    let s2 = v128.load(target + k2 * columns), s3 = v128.load(target + k3 * columns)
    let s4 = v128.load(target + k4 * columns), s5 = v128.load(target + k5 * columns)
    let s6 = v128.load(target + k6 * columns), s7 = v128.load(target + k7 * columns)
    let shift = left
    let from = right + (<usize>column << 2)
    for (let image = 0; image < images; image++) {
      for (let y = 0; y < height; y++) {
        let at0 = shift + k, at1 = shift + k1, at2 = shift + k2, at3 = shift + k3
        let at4 = shift + k4, at5 = shift + k5, at6 = shift + k6, at7 = shift + k7
        const end = from + <usize>width * rightStep
        while (from < end) {
          const w = v128.load(from)
          s0 = multiplyAdd(v128.load32_splat(at0), w, s0)
          s1 = multiplyAdd(v128.load32_splat(at1), w, s1)
          s2 = multiplyAdd(v128.load32_splat(at2), w, s2)
          s3 = multiplyAdd(v128.load32_splat(at3), w, s3)
          s4 = multiplyAdd(v128.load32_splat(at4), w, s4)
          s5 = multiplyAdd(v128.load32_splat(at5), w, s5)
          s6 = multiplyAdd(v128.load32_splat(at6), w, s6)
          s7 = multiplyAdd(v128.load32_splat(at7), w, s7)
          at0 += cellStep
          at1 += cellStep
          at2 += cellStep
          at3 += cellStep
          at4 += cellStep
          at5 += cellStep
          at6 += cellStep
          at7 += cellStep
          from += rightStep
        }
        shift += <usize>width * cellStep + rowGap
      }
      shift += imageGap
    }
    v128.store(target + k * columns, s0)
    v128.store(target + k1 * columns, s1)
    v128.store(target + k2 * columns, s2)
    v128.store(target + k3 * columns, s3)
    v128.store(target + k4 * columns, s4)
    v128.store(target + k5 * columns, s5)
    v128.store(target + k6 * columns, s6)
    v128.store(target + k7 * columns, s7)
  }
}
