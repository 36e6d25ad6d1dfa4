// The tile of four rows by 6 columns; what all tiles have in common stands in tileBy8.ts.
import { storeEnded } from './ending'
import { multiplyAdd } from './multiplyAdd'
import { readAt, writtenAt } from './tileRows'

/** The first two floats of each, where both are one float everywhere. */
// @ts-ignore: decorator
@inline
function halves(one: v128, other: v128): v128 {
  return v128.shuffle<f32>(one, other, 0, 1, 6, 7)
}

/**
 * Four rows times a panel of 6 columns, plus the bias; of the sums the first `lanes` (5 or 6) are stored, ended. Two rows share a vector for their
 * last two columns, so that a fourth less is multiplied than in a tile of 8.
 */
// @ts-ignore: decorator
@inline
export function tileBy6(
  inTable: bool, entry: usize, source: usize, sourceStep: usize, target: usize, targetStep: usize, last: i32,
  segments: i32, segmentStride: usize, segmentBytes: usize, panel: usize, bias: usize, lanes: i32, apart: usize, activation: i32,
): void {
  let s0 = v128.load(bias)
  let s1 = s0, s2 = s0, s3 = s0
  let p0 = v128.load64_splat(bias, 16)
  let p2 = p0
  do {
    let at0 = readAt(inTable, entry, source, sourceStep, 0, last)
    let at1 = readAt(inTable, entry, source, sourceStep, 1, last)
    let at2 = readAt(inTable, entry, source, sourceStep, 2, last)
    let at3 = readAt(inTable, entry, source, sourceStep, 3, last)
    const end = at0 + segmentBytes
    while (at0 < end) {
      const w = v128.load(panel)
      const pair = v128.load64_splat(panel, 16)
      const value0 = v128.load32_splat(at0)
      const value1 = v128.load32_splat(at1)
      s0 = multiplyAdd(value0, w, s0)
      s1 = multiplyAdd(value1, w, s1)
      p0 = multiplyAdd(halves(value0, value1), pair, p0)
      const value2 = v128.load32_splat(at2)
      const value3 = v128.load32_splat(at3)
      s2 = multiplyAdd(value2, w, s2)
      s3 = multiplyAdd(value3, w, s3)
      p2 = multiplyAdd(halves(value2, value3), pair, p2)
      at0 += 4
      at1 += 4
      at2 += 4
      at3 += 4
      panel += 24
    }
    source += segmentStride
  } while (inTable && --segments)
  const to0 = writtenAt(inTable, entry, target, targetStep, 0, last)
  const to1 = writtenAt(inTable, entry, target, targetStep, 1, last)
  const to2 = writtenAt(inTable, entry, target, targetStep, 2, last)
  const to3 = writtenAt(inTable, entry, target, targetStep, 3, last)
  if (lanes == 6 && !apart && !activation) {
    v128.store(to0, s0)
    v128.store_lane<i64>(to0, p0, 0, 16)
    v128.store(to1, s1)
    v128.store_lane<i64>(to1, p0, 1, 16)
    v128.store(to2, s2)
    v128.store_lane<i64>(to2, p2, 0, 16)
    v128.store(to3, s3)
    v128.store_lane<i64>(to3, p2, 1, 16)
  } else {
    storeEnded(to0, s0, 4, apart, activation)
    storeEnded(to1, s1, 4, apart, activation)
    storeEnded(to2, s2, 4, apart, activation)
    storeEnded(to3, s3, 4, apart, activation)
    storeEnded(to0 + 16, p0, lanes - 4, apart, activation)
    storeEnded(to1 + 16, v128.shuffle<f32>(p0, p0, 2, 3, 2, 3), lanes - 4, apart, activation)
    storeEnded(to2 + 16, p2, lanes - 4, apart, activation)
    storeEnded(to3 + 16, v128.shuffle<f32>(p2, p2, 2, 3, 2, 3), lanes - 4, apart, activation)
  }
}
