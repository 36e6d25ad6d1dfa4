// The product of a transposed matrix, for the gradients of filters and weights: sums over rows of the outer products of two rows,
//
//     target[k, column] += sum over rows r of left[r, k] right[r, column]
//
// Rows are cells (image, y, x): `left` walks over maps with a step and a gap behind each row of cells and each image, so that a window's
// place in a map need not be copied out. A row of it is `segments` runs of `segmentFloats` adjacent floats, `segmentStride` bytes apart, one for each
// row of the window: all of them in one product, for with three channels a run of nine fills tiles of four badly, and twenty-seven do not. Rows of
// `right` are `rightStep` bytes apart. `columns` is a multiple of 4, and right readable so far; target is [segments segmentFloats, columns], added to. Tiles of 4 by 8
// hold their sums in registers over all rows; the last k is done again where depth does not divide: it comes out the same, as every sum of a
// tile is read before one is written. If there is a `panel`, of 32 bytes for each row, eight columns of right are copied there first: rows of right
// that are a power of two apart would fall on the same few lines of a cache.
import { multiplyAdd } from './multiplyAdd'

/** Bytes from the beginning of a row of `left` to its float `k`; behind each segment lie `gap` bytes that are skipped. */
// @ts-ignore: decorator
@inline
function offsetOf(k: i32, segments: i32, segmentFloats: i32, gap: usize): usize {
  const adjacent = <usize>k << 2
  return segments > 1 ? adjacent + <usize>(<u32>k / <u32>segmentFloats) * gap : adjacent
}

/** Eight columns, row after row. */
function copyPanel(from: usize, step: usize, to: usize, end: usize): void {
  for (; to < end; to += 32) {
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 16), 16)
    from += step
  }
}

export function multiplyTransposed(
  left: usize,
  segments: i32,
  segmentStride: usize,
  segmentFloats: i32,
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
  panel: usize,
): void {
  const panelEnd = panel + (<usize>(images * height * width) << 5)
  const panelStep = panel ? 32 : rightStep
  const depth = segments * segmentFloats
  const last = depth - 1
  const gap = segmentStride - (<usize>segmentFloats << 2)
  let column = 0
  for (; column + 8 <= columns; column += 8) {
    const columns8 = right + (<usize>column << 2)
    if (panel) copyPanel(columns8, rightStep, panel, panelEnd)
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
      let at0 = left + offsetOf(k, segments, segmentFloats, gap)
      let at1 = left + offsetOf(k1, segments, segmentFloats, gap)
      let at2 = left + offsetOf(k2, segments, segmentFloats, gap)
      let at3 = left + offsetOf(k3, segments, segmentFloats, gap)
      let from = panel ? panel : columns8
      for (let image = 0; image < images; image++) {
        for (let y = 0; y < height; y++) {
          const end = from + <usize>width * panelStep
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
            from += panelStep
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
  if (column == columns) return
  multiplyTransposedBy4(
    left, segments, segmentStride, segmentFloats, cellStep, rowGap, imageGap, images, height, width, right, rightStep, columns, target, column,
  )
}

/** The last 4 columns, in tiles of 8 by 4. */
function multiplyTransposedBy4(
  left: usize,
  segments: i32,
  segmentStride: usize,
  segmentFloats: i32,
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
  const last = segments * segmentFloats - 1
  const gap = segmentStride - (<usize>segmentFloats << 2)
  const targetStep = <usize>columns << 2
  target += <usize>column << 2
  for (let k = 0; k <= last; k += 8) {
    const k1 = min(k + 1, last), k2 = min(k + 2, last), k3 = min(k + 3, last), k4 = min(k + 4, last)
    const k5 = min(k + 5, last), k6 = min(k + 6, last), k7 = min(k + 7, last)
    const to0 = target + <usize>k * targetStep, to1 = target + <usize>k1 * targetStep
    const to2 = target + <usize>k2 * targetStep, to3 = target + <usize>k3 * targetStep
    const to4 = target + <usize>k4 * targetStep, to5 = target + <usize>k5 * targetStep
    const to6 = target + <usize>k6 * targetStep, to7 = target + <usize>k7 * targetStep
    let s0 = v128.load(to0), s1 = v128.load(to1)
    let s2 = v128.load(to2), s3 = v128.load(to3)
    let s4 = v128.load(to4), s5 = v128.load(to5)
    let s6 = v128.load(to6), s7 = v128.load(to7)
    const o0 = offsetOf(k, segments, segmentFloats, gap), o1 = offsetOf(k1, segments, segmentFloats, gap)
    const o2 = offsetOf(k2, segments, segmentFloats, gap), o3 = offsetOf(k3, segments, segmentFloats, gap)
    const o4 = offsetOf(k4, segments, segmentFloats, gap), o5 = offsetOf(k5, segments, segmentFloats, gap)
    const o6 = offsetOf(k6, segments, segmentFloats, gap), o7 = offsetOf(k7, segments, segmentFloats, gap)
    let shift = left
    let from = right + (<usize>column << 2)
    for (let image = 0; image < images; image++) {
      for (let y = 0; y < height; y++) {
        let at0 = shift + o0, at1 = shift + o1, at2 = shift + o2, at3 = shift + o3
        let at4 = shift + o4, at5 = shift + o5, at6 = shift + o6, at7 = shift + o7
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
    v128.store(to0, s0)
    v128.store(to1, s1)
    v128.store(to2, s2)
    v128.store(to3, s3)
    v128.store(to4, s4)
    v128.store(to5, s5)
    v128.store(to6, s6)
    v128.store(to7, s7)
  }
}
