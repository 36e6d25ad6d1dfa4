// The tile of four rows by one column; what all tiles have in common stands in tileBy8.ts.
import { endedIn } from './ending'
import { multiplyAdd } from './multiplyAdd'
import { sumLanes } from './sumLanes'
import { readAt, writtenAt } from './tileRows'

/** Four rows times one column, plus the bias, ended. Vectors run along the terms, four at once, not along the columns. */
// @ts-ignore: decorator
@inline
export function tileBy1(
  inTable: bool, entry: usize, source: usize, sourceStep: usize, target: usize, targetStep: usize, last: i32,
  segments: i32, segmentStride: usize, segmentBytes: usize, panel: usize, bias: usize, apart: usize, activation: i32,
): void {
  const zero = f32x4.splat(0)
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero
  do {
    let at0 = readAt(inTable, entry, source, sourceStep, 0, last)
    let at1 = readAt(inTable, entry, source, sourceStep, 1, last)
    let at2 = readAt(inTable, entry, source, sourceStep, 2, last)
    let at3 = readAt(inTable, entry, source, sourceStep, 3, last)
    const end = at0 + segmentBytes
    const vectorsEnd = at0 + (segmentBytes & ~15)
    while (at0 < vectorsEnd) {
      const w = v128.load(panel)
      s0 = multiplyAdd(v128.load(at0), w, s0)
      s1 = multiplyAdd(v128.load(at1), w, s1)
      s2 = multiplyAdd(v128.load(at2), w, s2)
      s3 = multiplyAdd(v128.load(at3), w, s3)
      at0 += 16
      at1 += 16
      at2 += 16
      at3 += 16
      panel += 16
    }
    while (at0 < end) {
      const w = v128.load32_zero(panel)
      s0 = multiplyAdd(v128.load32_zero(at0), w, s0)
      s1 = multiplyAdd(v128.load32_zero(at1), w, s1)
      s2 = multiplyAdd(v128.load32_zero(at2), w, s2)
      s3 = multiplyAdd(v128.load32_zero(at3), w, s3)
      at0 += 4
      at1 += 4
      at2 += 4
      at3 += 4
      panel += 4
    }
    source += segmentStride
  } while (inTable && --segments)
  const to0 = writtenAt(inTable, entry, target, targetStep, 0, last)
  const to1 = writtenAt(inTable, entry, target, targetStep, 1, last)
  const to2 = writtenAt(inTable, entry, target, targetStep, 2, last)
  const to3 = writtenAt(inTable, entry, target, targetStep, 3, last)
  let sum = f32x4.add(sumLanes(s0, s1, s2, s3), v128.load32_splat(bias))
  if (apart) {
    let addends = v128.load32_zero(to0 + apart)
    addends = v128.load_lane<f32>(to1 + apart, addends, 1)
    addends = v128.load_lane<f32>(to2 + apart, addends, 2)
    sum = f32x4.add(sum, v128.load_lane<f32>(to3 + apart, addends, 3))
  }
  if (activation) sum = endedIn(activation, sum)
  v128.store_lane<f32>(to0, sum, 0)
  v128.store_lane<f32>(to1, sum, 1)
  v128.store_lane<f32>(to2, sum, 2)
  v128.store_lane<f32>(to3, sum, 3)
}
