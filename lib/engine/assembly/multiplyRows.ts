// The product behind direct convolutions: rows that lie anywhere times packed panels (packPanels.ts).
//
// A row is found through a table: each entry holds two byte offsets, from `source` to what the row reads and from `target` to what it writes
// (rowOffsets.ts). A row reads `segments` runs of `segmentFloats` adjacent floats, `segmentStride` bytes apart: in a convolution, where a row is
// what one output cell sees, one run for each row of the window. The table ends in copies of its last entry, up to a multiple of 8: a tile that
// reaches past the last row computes that row again.
import { tileBy4, tileBy8 } from './productTile'

/**
 * target[row, column] = bias[column] + sum over k of source[row, k] panels[k, column] + addend[row, column], and what is negative of it 0 if
 * `rectified`; bias is padded as the panels are, addend lies as target does (0: there is none).
 */
export function multiplyRows(
  table: usize, rows: i32, source: usize, target: usize, segments: i32, segmentStride: usize, segmentFloats: i32,
  panels: usize, bias: usize, columns: i32, addend: usize, rectified: bool,
): void {
  const apart = addend ? addend - target : 0
  const segmentBytes = <usize>segmentFloats << 2
  const steps = <usize>segments * segmentBytes
  const tableEnd = table + (<usize>rows << 3)
  let left = columns
  for (; left > 4; left -= 8) {
    for (let entry = table; entry < tableEnd; entry += 32) {
      tileBy8(true, entry, source, 0, target, 0, 3, segments, segmentStride, segmentBytes, panels, bias, min(left, 8), apart, rectified)
    }
    panels += steps << 3
    target += 32
    bias += 32
  }
  if (left <= 0) return
  for (let entry = table; entry < tableEnd; entry += 64) {
    tileBy4(true, entry, source, 0, target, 0, 7, segments, segmentStride, segmentBytes, panels, bias, left, apart, rectified)
  }
}
