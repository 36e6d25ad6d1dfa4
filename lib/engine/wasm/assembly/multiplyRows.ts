// The product behind direct convolutions: rows that lie anywhere times packed panels (packPanels.ts).
//
// A row is found through a table: each entry holds two byte offsets, from `source` to what the row reads and from `target` to what it writes
// (rowOffsets.ts). A row reads `segments` runs of `segmentFloats` adjacent floats, `segmentStride` bytes apart: in a convolution, where a row is
// what one output cell sees, one run for each row of the window. The table ends in copies of its last entry, up to a multiple of 4: a tile that
// reaches past the last row computes that row again.
import { tileBy, tileWidth } from './tileBy'

/** All rows times the panel. */
// @ts-ignore: decorator
@inline
function multiplyPanel(
  width: i32, table: usize, tableEnd: usize, source: usize, target: usize, segments: i32, segmentStride: usize, segmentBytes: usize,
  panel: usize, bias: usize, lanes: i32, apart: usize, activation: i32,
): void {
  for (let entry = table; entry < tableEnd; entry += 32) {
    tileBy(width, true, entry, source, 0, target, 0, 3, segments, segmentStride, segmentBytes, panel, bias, lanes, apart, activation)
  }
}

/**
 * target[row, column] = bias[column] + sum over k of source[row, k] panels[k, column] + addend[row, column], ended in
 * `activation` (ending.ts); bias is padded as the panels are, addend lies as target does (0: there is none).
 */
export function multiplyRows(
  table: usize, rows: i32, source: usize, target: usize, segments: i32, segmentStride: usize, segmentFloats: i32,
  panels: usize, bias: usize, columns: i32, addend: usize, activation: i32,
): void {
  const apart = addend ? addend - target : 0
  const bytes = <usize>segmentFloats << 2
  const steps = <usize>segments * bytes
  const end = table + (<usize>rows << 3)
  for (let left = columns; left > 0; ) {
    const width = tileWidth(left)
    const lanes = min(left, width)
    if (width == 8) multiplyPanel(8, table, end, source, target, segments, segmentStride, bytes, panels, bias, lanes, apart, activation)
    else if (width == 6) multiplyPanel(6, table, end, source, target, segments, segmentStride, bytes, panels, bias, lanes, apart, activation)
    else if (width == 2) multiplyPanel(2, table, end, source, target, segments, segmentStride, bytes, panels, bias, lanes, apart, activation)
    else multiplyPanel(1, table, end, source, target, segments, segmentStride, bytes, panels, bias, 1, apart, activation)
    panels += steps * width
    target += <usize>width << 2
    bias += <usize>width << 2
    left -= width
  }
}
