// The product of a transposed matrix, for the gradients of filters and weights: sums over rows of the outer products of two rows,
//
//     target[k, column] += sum over rows r of left[r, k] right[r, column]
//
// Rows are cells (image, y, x): `left` walks over maps with a step and a gap behind each row of cells and each image, so that a window's
// place in a map need not be copied out. A row of it is `segments` runs of `segmentFloats` adjacent floats, `segmentStride` bytes apart, one for each
// row of the window: all of them in one product, for with three channels a run of nine fills tiles of four badly, and twenty-seven do not. Rows of
// `right` are `rightStep` bytes apart. `columns` is a multiple of 4, and right readable so far; target is [segments segmentFloats, columns], added to
// (transposedTile.ts). If there is a `panel`, of 32 bytes for each row, eight columns of right are copied there first: rows of right that are a power of
// two apart would fall on the same few lines of a cache.
import { transposedTileBy4, transposedTileBy8 } from './transposedTile'

/** Eight columns, row after row. */
function copyPanel(from: usize, step: usize, to: usize, end: usize): void {
  for (; to < end; to += 32) {
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 16), 16)
    from += step
  }
}

export function multiplyTransposed(
  left: usize, segments: i32, segmentStride: usize, segmentFloats: i32, cellStep: usize, rowGap: usize, imageGap: usize,
  images: i32, height: i32, width: i32, right: usize, rightStep: usize, columns: i32, target: usize, panel: usize,
): void {
  const panelEnd = panel + (<usize>(images * height * width) << 5)
  const panelStep = panel ? 32 : rightStep
  const depth = segments * segmentFloats
  const last = depth - 1
  const gap = segmentStride - (<usize>segmentFloats << 2)
  const toStep = <usize>columns << 2
  let to = target
  let column = 0
  for (; column + 8 <= columns; column += 8) {
    if (panel) copyPanel(right, rightStep, panel, panelEnd)
    const from = panel ? panel : right
    for (let k = 0; k < depth; k += 4) {
      if (segments == 1 && k + 4 <= depth) {
        transposedTileBy8(
          true, left, segmentFloats, gap, cellStep, rowGap, imageGap, images, height, width, from, panelStep, to, toStep, k, last,
        )
      } else {
        transposedTileBy8(
          false, left, segmentFloats, gap, cellStep, rowGap, imageGap, images, height, width, from, panelStep, to, toStep, k, last,
        )
      }
    }
    right += 32
    to += 32
  }
  if (column == columns) return
  for (let k = 0; k < depth; k += 8) {
    if (segments == 1 && k + 8 <= depth) {
      transposedTileBy4(
        true, left, segmentFloats, gap, cellStep, rowGap, imageGap, images, height, width, right, rightStep, to, toStep, k, last,
      )
    } else {
      transposedTileBy4(
        false, left, segmentFloats, gap, cellStep, rowGap, imageGap, images, height, width, right, rightStep, to, toStep, k, last,
      )
    }
  }
}
