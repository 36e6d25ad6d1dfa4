// The layout that multiplyRows wants its right factor in: columns in panels of 8, each panel [rows][8] and read from end to end. What 8 does
// not divide ends in a panel of 4 where at most 4 columns are left, else in one more of 8; columns that are not there are zeros.
//
//     width(columns) = columns up to the next multiple of 4, and of 8 where more than 4 are left over

/** The panel width for the columns from `left` on. */
// @ts-ignore: decorator
@inline
function panelWidth(left: i32): i32 {
  return left > 4 ? 8 : 4
}

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
  for (let left = columns; left > 0; left -= 8) {
    const width = panelWidth(left)
    const filled = min(left, width)
    const step = <usize>width << 2
    let to = panels + <usize>first * step
    if (filled == width && columnStride == 4) copyRows(source, rowStride, rows, to, width)
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
    source += columnStride << 3
  }
}

function copyRows(source: usize, rowStride: usize, rows: i32, to: usize, width: i32): void {
  for (let row = 0; row < rows; row++) {
    v128.store(to, v128.load(source))
    if (width == 8) v128.store(to, v128.load(source, 16), 16)
    to += <usize>width << 2
    source += rowStride
  }
}
