// The tile of four rows by 4 columns; what all tiles have in common stands in tileBy8.ts.
import { storeEnded } from './ending'
import { multiplyAdd } from './multiplyAdd'
import { readAt, writtenAt } from './tileRows'

/**
 * Four rows times a panel of 4 columns, plus the bias; of the sums the first `lanes` (3 or 4) are stored, ended. Even and odd terms are summed apart:
 * four sums alone would wait for each other.
 */
// @ts-ignore: decorator
@inline
export function tileBy4(
  inTable: bool, entry: usize, source: usize, sourceStep: usize, target: usize, targetStep: usize, last: i32,
  segments: i32, segmentStride: usize, segmentBytes: usize, panel: usize, bias: usize, lanes: i32, apart: usize, rectified: bool,
): void {
  let s0 = v128.load(bias)
  let s1 = s0, s2 = s0, s3 = s0
  let t0 = f32x4.splat(0)
  let t1 = t0, t2 = t0, t3 = t0
  for (let segment = 0; segment < segments; segment++) {
    let at0 = readAt(inTable, entry, source, sourceStep, 0, last)
    let at1 = readAt(inTable, entry, source, sourceStep, 1, last)
    let at2 = readAt(inTable, entry, source, sourceStep, 2, last)
    let at3 = readAt(inTable, entry, source, sourceStep, 3, last)
    const pairsEnd = at0 + (segmentBytes & ~7)
    while (at0 < pairsEnd) {
      const even = v128.load(panel)
      const odd = v128.load(panel, 16)
      s0 = multiplyAdd(v128.load32_splat(at0), even, s0)
      t0 = multiplyAdd(v128.load32_splat(at0, 4), odd, t0)
      s1 = multiplyAdd(v128.load32_splat(at1), even, s1)
      t1 = multiplyAdd(v128.load32_splat(at1, 4), odd, t1)
      s2 = multiplyAdd(v128.load32_splat(at2), even, s2)
      t2 = multiplyAdd(v128.load32_splat(at2, 4), odd, t2)
      s3 = multiplyAdd(v128.load32_splat(at3), even, s3)
      t3 = multiplyAdd(v128.load32_splat(at3, 4), odd, t3)
      at0 += 8
      at1 += 8
      at2 += 8
      at3 += 8
      panel += 32
    }
    if (segmentBytes & 4) {
      const w = v128.load(panel)
      s0 = multiplyAdd(v128.load32_splat(at0), w, s0)
      s1 = multiplyAdd(v128.load32_splat(at1), w, s1)
      s2 = multiplyAdd(v128.load32_splat(at2), w, s2)
      s3 = multiplyAdd(v128.load32_splat(at3), w, s3)
      panel += 16
    }
    source += segmentStride
  }
  storeEnded(writtenAt(inTable, entry, target, targetStep, 0, last), f32x4.add(s0, t0), lanes, apart, rectified)
  storeEnded(writtenAt(inTable, entry, target, targetStep, 1, last), f32x4.add(s1, t1), lanes, apart, rectified)
  storeEnded(writtenAt(inTable, entry, target, targetStep, 2, last), f32x4.add(s2, t2), lanes, apart, rectified)
  storeEnded(writtenAt(inTable, entry, target, targetStep, 3, last), f32x4.add(s3, t3), lanes, apart, rectified)
}
