// The inner loops of the product of a transposed matrix (multiplyTransposed.ts): tiles whose sums stay in eight registers over all rows.
//
// The floats of `left` that a tile takes from a row are `adjacent`, which is known when this is compiled, or each is found by itself: they
// reach over the end of a segment or of the row, whose last float is then taken again. It comes out the same, as every sum of a tile is read before one is
// written.
import { multiplyAdd } from './multiplyAdd'

/** Bytes from the beginning of a row of `left` to its float `k`; behind each segment lie `gap` bytes that are skipped. */
// @ts-ignore: decorator
@inline
function offsetOf(k: i32, segmentFloats: i32, gap: usize): usize {
  return (<usize>k << 2) + <usize>(<u32>k / <u32>segmentFloats) * gap
}

/** Four floats of left times eight columns of right, which begin at `from`; their sums, at `to`, are added to. */
// @ts-ignore: decorator
@inline
export function transposedTileBy8(
  adjacent: bool, left: usize, segmentFloats: i32, gap: usize, cellStep: usize, rowGap: usize, imageGap: usize, images: i32, height: i32,
  width: i32, from: usize, fromStep: usize, to: usize, toStep: usize, k: i32, last: i32,
): void {
  const k1 = adjacent ? k + 1 : min(k + 1, last)
  const k2 = adjacent ? k + 2 : min(k + 2, last)
  const k3 = adjacent ? k + 3 : min(k + 3, last)
  const to0 = to + <usize>k * toStep
  const to1 = adjacent ? to0 + toStep : to + <usize>k1 * toStep
  const to2 = adjacent ? to0 + 2 * toStep : to + <usize>k2 * toStep
  const to3 = adjacent ? to0 + 3 * toStep : to + <usize>k3 * toStep
  let s00 = v128.load(to0), s01 = v128.load(to0, 16)
  let s10 = v128.load(to1), s11 = v128.load(to1, 16)
  let s20 = v128.load(to2), s21 = v128.load(to2, 16)
  let s30 = v128.load(to3), s31 = v128.load(to3, 16)
  let at0 = left + offsetOf(k, segmentFloats, gap)
  let at1 = adjacent ? 0 : left + offsetOf(k1, segmentFloats, gap)
  let at2 = adjacent ? 0 : left + offsetOf(k2, segmentFloats, gap)
  let at3 = adjacent ? 0 : left + offsetOf(k3, segmentFloats, gap)
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++) {
      const end = from + <usize>width * fromStep
      while (from < end) {
        const w0 = v128.load(from)
        const w1 = v128.load(from, 16)
        let value = v128.load32_splat(at0)
        s00 = multiplyAdd(value, w0, s00)
        s01 = multiplyAdd(value, w1, s01)
        value = adjacent ? v128.load32_splat(at0, 4) : v128.load32_splat(at1)
        s10 = multiplyAdd(value, w0, s10)
        s11 = multiplyAdd(value, w1, s11)
        value = adjacent ? v128.load32_splat(at0, 8) : v128.load32_splat(at2)
        s20 = multiplyAdd(value, w0, s20)
        s21 = multiplyAdd(value, w1, s21)
        value = adjacent ? v128.load32_splat(at0, 12) : v128.load32_splat(at3)
        s30 = multiplyAdd(value, w0, s30)
        s31 = multiplyAdd(value, w1, s31)
        at0 += cellStep
        if (!adjacent) at1 += cellStep
        if (!adjacent) at2 += cellStep
        if (!adjacent) at3 += cellStep
        from += fromStep
      }
      at0 += rowGap
      if (!adjacent) at1 += rowGap
      if (!adjacent) at2 += rowGap
      if (!adjacent) at3 += rowGap
    }
    at0 += imageGap
    if (!adjacent) at1 += imageGap
    if (!adjacent) at2 += imageGap
    if (!adjacent) at3 += imageGap
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

/** Eight floats of left times four columns of right, which begin at `from`; their sums, at `to`, are added to. */
// @ts-ignore: decorator
@inline
export function transposedTileBy4(
  adjacent: bool, left: usize, segmentFloats: i32, gap: usize, cellStep: usize, rowGap: usize, imageGap: usize, images: i32, height: i32,
  width: i32, from: usize, fromStep: usize, to: usize, toStep: usize, k: i32, last: i32,
): void {
  const k1 = adjacent ? k + 1 : min(k + 1, last)
  const k2 = adjacent ? k + 2 : min(k + 2, last)
  const k3 = adjacent ? k + 3 : min(k + 3, last)
  const k4 = adjacent ? k + 4 : min(k + 4, last)
  const k5 = adjacent ? k + 5 : min(k + 5, last)
  const k6 = adjacent ? k + 6 : min(k + 6, last)
  const k7 = adjacent ? k + 7 : min(k + 7, last)
  const to0 = to + <usize>k * toStep
  const to1 = adjacent ? to0 + toStep : to + <usize>k1 * toStep
  const to2 = adjacent ? to0 + 2 * toStep : to + <usize>k2 * toStep
  const to3 = adjacent ? to0 + 3 * toStep : to + <usize>k3 * toStep
  const to4 = adjacent ? to0 + 4 * toStep : to + <usize>k4 * toStep
  const to5 = adjacent ? to0 + 5 * toStep : to + <usize>k5 * toStep
  const to6 = adjacent ? to0 + 6 * toStep : to + <usize>k6 * toStep
  const to7 = adjacent ? to0 + 7 * toStep : to + <usize>k7 * toStep
  let s0 = v128.load(to0)
  let s1 = v128.load(to1)
  let s2 = v128.load(to2)
  let s3 = v128.load(to3)
  let s4 = v128.load(to4)
  let s5 = v128.load(to5)
  let s6 = v128.load(to6)
  let s7 = v128.load(to7)
  const o0 = offsetOf(k, segmentFloats, gap)
  const o1 = adjacent ? 0 : offsetOf(k1, segmentFloats, gap)
  const o2 = adjacent ? 0 : offsetOf(k2, segmentFloats, gap)
  const o3 = adjacent ? 0 : offsetOf(k3, segmentFloats, gap)
  const o4 = adjacent ? 0 : offsetOf(k4, segmentFloats, gap)
  const o5 = adjacent ? 0 : offsetOf(k5, segmentFloats, gap)
  const o6 = adjacent ? 0 : offsetOf(k6, segmentFloats, gap)
  const o7 = adjacent ? 0 : offsetOf(k7, segmentFloats, gap)
  let row = left
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++) {
      let at0 = row + o0
      let at1 = adjacent ? 0 : row + o1
      let at2 = adjacent ? 0 : row + o2
      let at3 = adjacent ? 0 : row + o3
      let at4 = adjacent ? 0 : row + o4
      let at5 = adjacent ? 0 : row + o5
      let at6 = adjacent ? 0 : row + o6
      let at7 = adjacent ? 0 : row + o7
      const end = from + <usize>width * fromStep
      while (from < end) {
        const w = v128.load(from)
        s0 = multiplyAdd(v128.load32_splat(at0), w, s0)
        s1 = multiplyAdd(adjacent ? v128.load32_splat(at0, 4) : v128.load32_splat(at1), w, s1)
        s2 = multiplyAdd(adjacent ? v128.load32_splat(at0, 8) : v128.load32_splat(at2), w, s2)
        s3 = multiplyAdd(adjacent ? v128.load32_splat(at0, 12) : v128.load32_splat(at3), w, s3)
        s4 = multiplyAdd(adjacent ? v128.load32_splat(at0, 16) : v128.load32_splat(at4), w, s4)
        s5 = multiplyAdd(adjacent ? v128.load32_splat(at0, 20) : v128.load32_splat(at5), w, s5)
        s6 = multiplyAdd(adjacent ? v128.load32_splat(at0, 24) : v128.load32_splat(at6), w, s6)
        s7 = multiplyAdd(adjacent ? v128.load32_splat(at0, 28) : v128.load32_splat(at7), w, s7)
        at0 += cellStep
        if (!adjacent) at1 += cellStep
        if (!adjacent) at2 += cellStep
        if (!adjacent) at3 += cellStep
        if (!adjacent) at4 += cellStep
        if (!adjacent) at5 += cellStep
        if (!adjacent) at6 += cellStep
        if (!adjacent) at7 += cellStep
        from += fromStep
      }
      row += <usize>width * cellStep + rowGap
    }
    row += imageGap
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
