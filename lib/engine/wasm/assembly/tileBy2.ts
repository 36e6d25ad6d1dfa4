// The tile of four rows by two columns, each a panel of its own, `panelStep` bytes apart; what all tiles have in common stands in tileBy8.ts.
import { endedIn } from './ending'
import { multiplyAdd } from './multiplyAdd'
import { sumLanes } from './sumLanes'
import { readAt, writtenAt } from './tileRows'

/** Four rows times two columns, plus the bias, ended. Vectors run along the terms, four at once, not along the columns. */
// @ts-ignore: decorator
@inline
export function tileBy2(
  inTable: bool, entry: usize, source: usize, sourceStep: usize, target: usize, targetStep: usize, last: i32,
  segments: i32, segmentStride: usize, segmentBytes: usize, panel: usize, panelStep: usize, bias: usize, apart: usize, activation: i32,
): void {
  const zero = f32x4.splat(0)
  let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero
  do {
    let at0 = readAt(inTable, entry, source, sourceStep, 0, last)
    let at1 = readAt(inTable, entry, source, sourceStep, 1, last)
    let at2 = readAt(inTable, entry, source, sourceStep, 2, last)
    let at3 = readAt(inTable, entry, source, sourceStep, 3, last)
    const end = at0 + segmentBytes
    const vectorsEnd = at0 + (segmentBytes & ~15)
    while (at0 < vectorsEnd) {
      const w0 = v128.load(panel)
      const w1 = v128.load(panel + panelStep)
      let value = v128.load(at0)
      s00 = multiplyAdd(value, w0, s00)
      s01 = multiplyAdd(value, w1, s01)
      value = v128.load(at1)
      s10 = multiplyAdd(value, w0, s10)
      s11 = multiplyAdd(value, w1, s11)
      value = v128.load(at2)
      s20 = multiplyAdd(value, w0, s20)
      s21 = multiplyAdd(value, w1, s21)
      value = v128.load(at3)
      s30 = multiplyAdd(value, w0, s30)
      s31 = multiplyAdd(value, w1, s31)
      at0 += 16
      at1 += 16
      at2 += 16
      at3 += 16
      panel += 16
    }
    while (at0 < end) {
      const w0 = v128.load32_zero(panel)
      const w1 = v128.load32_zero(panel + panelStep)
      let value = v128.load32_zero(at0)
      s00 = multiplyAdd(value, w0, s00)
      s01 = multiplyAdd(value, w1, s01)
      value = v128.load32_zero(at1)
      s10 = multiplyAdd(value, w0, s10)
      s11 = multiplyAdd(value, w1, s11)
      value = v128.load32_zero(at2)
      s20 = multiplyAdd(value, w0, s20)
      s21 = multiplyAdd(value, w1, s21)
      value = v128.load32_zero(at3)
      s30 = multiplyAdd(value, w0, s30)
      s31 = multiplyAdd(value, w1, s31)
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
  const first = f32x4.add(sumLanes(s00, s10, s20, s30), v128.load32_splat(bias))
  const second = f32x4.add(sumLanes(s01, s11, s21, s31), v128.load32_splat(bias, 4))
  let upper = v128.shuffle<f32>(first, second, 0, 4, 1, 5)
  let lower = v128.shuffle<f32>(first, second, 2, 6, 3, 7)
  if (apart) {
    upper = f32x4.add(upper, v128.load_lane<i64>(to1 + apart, v128.load64_zero(to0 + apart), 1))
    lower = f32x4.add(lower, v128.load_lane<i64>(to3 + apart, v128.load64_zero(to2 + apart), 1))
  }
  if (activation) {
    upper = endedIn(activation, upper)
    lower = endedIn(activation, lower)
  }
  v128.store_lane<i64>(to0, upper, 0)
  v128.store_lane<i64>(to1, upper, 1)
  v128.store_lane<i64>(to2, lower, 0)
  v128.store_lane<i64>(to3, lower, 1)
}
