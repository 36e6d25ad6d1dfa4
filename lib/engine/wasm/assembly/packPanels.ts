// The layout that products want their right factor in: columns in panels, each panel [rows][width] and read from end to end. Panels are 8 wide; what
// is left over of the columns goes into one of 8 (7 are left) or 6 (5 or 6), with zeros for a column that is not there, or up to four of a single
// column: what pruning leaves is seldom a multiple of 8, and should not be paid for as if it were.
import { panelWidth } from './panelWidth'

/**
 * Rows [first, first + rows) of panels of `panelRows` rows. Element (row, column) lies at source + row rowStride + column columnStride,
 * strides in bytes: a transposed matrix is packed by swapping them.
 */
export function packPanels(
  source: usize,
  rowStride: usize,
  columnStride: usize,
  rows: i32,
  columns: i32,
  panels: usize,
  panelRows: i32,
  first: i32,
): void {
  for (let left = columns; left > 0; ) {
    const width = panelWidth(left)
    const filled = min(left, width)
    const step = <usize>width << 2
    let to = panels + <usize>first * step
    if (filled == width && width > 1 && columnStride == 4) copyRows(source, rowStride, rows, to, width)
    else {
      let from = source
      for (let row = 0; row < rows; row++) {
        let at = from
        for (let column = 0; column < filled; column++) {
          f32.store(to + (<usize>column << 2), f32.load(at))
          at += columnStride
        }
        for (let column = filled; column < width; column++) f32.store(to + (<usize>column << 2), 0)
        to += step
        from += rowStride
      }
    }
    panels += <usize>panelRows * step
    source += columnStride * width
    left -= width
  }
}

function copyRows(source: usize, rowStride: usize, rows: i32, to: usize, width: i32): void {
  for (let row = 0; row < rows; row++) {
    v128.store(to, v128.load(source))
    if (width == 8) v128.store(to, v128.load(source, 16), 16)
    else i64.store(to, i64.load(source, 16), 16)
    to += <usize>width << 2
    source += rowStride
  }
}
