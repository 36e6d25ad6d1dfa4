// Which tile goes with which columns.
import { panelWidth } from './panelWidth'
import { tileBy1 } from './tileBy1'
import { tileBy2 } from './tileBy2'
import { tileBy6 } from './tileBy6'
import { tileBy8 } from './tileBy8'

/** How many columns, zeros included, the next tile takes of those from `left` on: a panel of 8 or 6, or one or two of a single column. */
// @ts-ignore: decorator
@inline
export function tileWidth(left: i32): i32 {
  const width = panelWidth(left)
  return width == 1 && left > 1 ? 2 : width
}

/** The tile of that width, which is known when this is compiled; of its columns the first `lanes` are stored. */
// @ts-ignore: decorator
@inline
export function tileBy(
  width: i32, inTable: bool, entry: usize, source: usize, sourceStep: usize, target: usize, targetStep: usize, last: i32,
  segments: i32, segmentStride: usize, segmentBytes: usize, panel: usize, bias: usize, lanes: i32, apart: usize, activation: i32,
): void {
  if (width == 8) {
    tileBy8(
      inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel, bias, lanes, apart, activation,
    )
  } else if (width == 6) {
    tileBy6(
      inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel, bias, lanes, apart, activation,
    )
  } else if (width == 2) {
    tileBy2(
      inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel,
      <usize>segments * segmentBytes, bias, apart, activation,
    )
  } else {
    tileBy1(inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel, bias, apart, activation)
  }
}
