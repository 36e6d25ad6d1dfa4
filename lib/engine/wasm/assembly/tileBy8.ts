// The inner loops of every product of rows and packed panels (packPanels.ts): tiles of four rows by the columns of a panel, whose sums stay in
// registers. A row is `segments` runs of `segmentBytes`, `segmentStride` bytes apart (one, where rows are found without
// a table: tileRows.ts).
//
// Registers are what is scarce: unrolled loops and taller tiles are slower, since V8 then spills, and so are tiles that hold on to a bias or to a
// zero for the rectifier. Hence both are loaded for each tile, and branches, which are never mispredicted, decide how it ends (ending.ts).
import { RECTIFIED, storeEnded } from './ending'
import { multiplyAdd } from './multiplyAdd'
import { readAt, writtenAt } from './tileRows'

/** Four rows times a panel of 8 columns, plus the bias; of the sums the first `lanes` (7 or 8) are stored, ended. */
// @ts-ignore: decorator
@inline
export function tileBy8(
  inTable: bool, entry: usize, source: usize, sourceStep: usize, target: usize, targetStep: usize, last: i32,
  segments: i32, segmentStride: usize, segmentBytes: usize, panel: usize, bias: usize, lanes: i32, apart: usize, activation: i32,
): void {
  let s00 = v128.load(bias), s01 = v128.load(bias, 16)
  let s10 = s00, s11 = s01, s20 = s00, s21 = s01, s30 = s00, s31 = s01
  do {
    let at0 = readAt(inTable, entry, source, sourceStep, 0, last)
    let at1 = readAt(inTable, entry, source, sourceStep, 1, last)
    let at2 = readAt(inTable, entry, source, sourceStep, 2, last)
    let at3 = readAt(inTable, entry, source, sourceStep, 3, last)
    const end = at0 + segmentBytes
    while (at0 < end) {
      const w0 = v128.load(panel)
      const w1 = v128.load(panel, 16)
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
      at0 += 4
      at1 += 4
      at2 += 4
      at3 += 4
      panel += 32
    }
    source += segmentStride
  } while (inTable && --segments)
  const to0 = writtenAt(inTable, entry, target, targetStep, 0, last)
  const to1 = writtenAt(inTable, entry, target, targetStep, 1, last)
  const to2 = writtenAt(inTable, entry, target, targetStep, 2, last)
  const to3 = writtenAt(inTable, entry, target, targetStep, 3, last)
  if (lanes == 8 && activation <= RECTIFIED) {
    if (apart) {
      s00 = f32x4.add(s00, v128.load(to0 + apart))
      s01 = f32x4.add(s01, v128.load(to0 + apart, 16))
      s10 = f32x4.add(s10, v128.load(to1 + apart))
      s11 = f32x4.add(s11, v128.load(to1 + apart, 16))
      s20 = f32x4.add(s20, v128.load(to2 + apart))
      s21 = f32x4.add(s21, v128.load(to2 + apart, 16))
      s30 = f32x4.add(s30, v128.load(to3 + apart))
      s31 = f32x4.add(s31, v128.load(to3 + apart, 16))
    }
    if (activation) {
      const zero = f32x4.splat(0)
      s00 = f32x4.pmax(s00, zero)
      s01 = f32x4.pmax(s01, zero)
      s10 = f32x4.pmax(s10, zero)
      s11 = f32x4.pmax(s11, zero)
      s20 = f32x4.pmax(s20, zero)
      s21 = f32x4.pmax(s21, zero)
      s30 = f32x4.pmax(s30, zero)
      s31 = f32x4.pmax(s31, zero)
    }
    v128.store(to0, s00)
    v128.store(to0, s01, 16)
    v128.store(to1, s10)
    v128.store(to1, s11, 16)
    v128.store(to2, s20)
    v128.store(to2, s21, 16)
    v128.store(to3, s30)
    v128.store(to3, s31, 16)
  } else {
    storeEnded(to0, s00, 4, apart, activation)
    storeEnded(to1, s10, 4, apart, activation)
    storeEnded(to2, s20, 4, apart, activation)
    storeEnded(to3, s30, 4, apart, activation)
    storeEnded(to0 + 16, s01, lanes - 4, apart, activation)
    storeEnded(to1 + 16, s11, lanes - 4, apart, activation)
    storeEnded(to2 + 16, s21, lanes - 4, apart, activation)
    storeEnded(to3 + 16, s31, lanes - 4, apart, activation)
  }
}
