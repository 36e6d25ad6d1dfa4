// Which tile goes with which panel.
import { tileBy1 } from './tileBy1'
import { tileBy4 } from './tileBy4'
import { tileBy6 } from './tileBy6'
import { tileBy8 } from './tileBy8'

/** The tile for a panel of that width, which is known when this is compiled. */
// @ts-ignore: decorator
@inline
export function tileBy(
  width: i32, inTable: bool, entry: usize, source: usize, sourceStep: usize, target: usize, targetStep: usize, last: i32,
  segments: i32, segmentStride: usize, segmentBytes: usize, panel: usize, bias: usize, lanes: i32, apart: usize, rectified: bool,
): void {
  if (width == 8) tileBy8(inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel, bias, lanes, apart, rectified)
  else if (width == 6) tileBy6(inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel, bias, lanes, apart, rectified)
  else if (width == 4) tileBy4(inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel, bias, lanes, apart, rectified)
  else tileBy1(inTable, entry, source, sourceStep, target, targetStep, last, segments, segmentStride, segmentBytes, panel, bias, apart, rectified)
}
