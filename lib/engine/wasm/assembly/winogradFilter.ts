// Winograd's transforms of filters (matrices: winogradMatrices.ts), once in a call.
import { loadLanes, storeLanes } from './lanes'
import { panelWidth } from './panelWidth'
import { timesFilterGradientMatrix, timesFilterMatrix } from './winogradMatrices'

const tileRow: usize = 96

/** `lanes` floats, `stride` bytes apart, then zeros. */
// @ts-ignore: decorator
@inline
function gatherLanes(address: usize, stride: usize, lanes: i32): v128 {
  let value = v128.load32_zero(address)
  if (lanes > 1) value = v128.load_lane<f32>(address + stride, value, 1)
  if (lanes > 2) value = v128.load_lane<f32>(address + 2 * stride, value, 2)
  if (lanes > 3) value = v128.load_lane<f32>(address + 3 * stride, value, 3)
  return value
}

/**
 * G g Gᵀ of up to four filters whose floats lie `laneStride` bytes apart, tap t's `tapStep` bytes behind those of the tap before: 36 times `stored`
 * floats from `to` on, `planeStep` bytes apart, zeros for a filter that is not there.
 */
// @ts-ignore: decorator
@inline
function transformFilters(
  filter: usize, tapStep: usize, laneStride: usize, lanes: i32, to: usize, planeStep: usize, stored: i32, workspace: usize,
): void {
  for (let j: usize = 0; j < 48; j += 16) {
    const below = filter + 3 * tapStep
    const last = filter + 6 * tapStep
    if (laneStride == 4) {
      timesFilterMatrix(loadLanes(filter, lanes), loadLanes(below, lanes), loadLanes(last, lanes), workspace + j, tileRow, 4)
    } else {
      timesFilterMatrix(
        gatherLanes(filter, laneStride, lanes), gatherLanes(below, laneStride, lanes), gatherLanes(last, laneStride, lanes), workspace + j, tileRow, 4,
      )
    }
    filter += tapStep
  }
  for (let at = workspace; at < workspace + 6 * tileRow; at += tileRow) {
    timesFilterMatrix(v128.load(at), v128.load(at, 16), v128.load(at, 32), to, planeStep, stored)
    to += 6 * planeStep
  }
}

/**
 * G g Gᵀ as 36 matrices [rows, columns], packed in panels (packPanels.ts), `planeStep` bytes apart. Tap t of the filter [3, 3, ...], for the row
 * and column, lies at filter + t tapStep + row rowStride + column columnStride; rows are the channels that are read. With `flip` the taps are
 * taken backwards: the input gradient's filter. `workspace` holds 576 bytes.
 */
export function winogradTransformFilter(
  filter: usize, tapStep: usize, rowStride: usize, columnStride: usize, rows: i32, columns: i32, flip: bool, panels: usize, planeStep: usize,
  workspace: usize,
): void {
  if (flip) {
    filter += 8 * tapStep
    tapStep = -tapStep
  }
  for (let left = columns; left > 0; ) {
    const width = panelWidth(left)
    if (width == 1) {
      for (let row = 0; row < rows; row += 4) {
        const lanes = min(rows - row, 4)
        transformFilters(filter + row * rowStride, tapStep, rowStride, lanes, panels + (<usize>row << 2), planeStep, lanes, workspace)
      }
    } else {
      for (let column = 0; column < width; column += 4) {
        let from = filter + column * columnStride
        let to = panels + (<usize>column << 2)
        for (let row = 0; row < rows; row++) {
          transformFilters(from, tapStep, columnStride, min(left - column, 4), to, planeStep, min(width - column, 4), workspace)
          from += rowStride
          to += <usize>width << 2
        }
      }
    }
    panels += <usize>(rows * width) << 2
    filter += width * columnStride
    left -= width
  }
}

/** gradient [3, 3, inChannels, outChannels] = Gᵀ p G, p being 36 matrices [inChannels, columns], `planeStep` bytes apart; columns >= outChannels. */
export function winogradTransformFilterGradient(
  products: usize,
  planeStep: usize,
  columns: i32,
  inChannels: i32,
  outChannels: i32,
  gradient: usize,
  workspace: usize,
): void {
  const tapStep = <usize>(inChannels * outChannels) << 2
  const result = workspace + 3 * tileRow
  for (let row = 0; row < inChannels; row++) {
    for (let column = 0; column < outChannels; column += 4) {
      const lanes = min(outChannels - column, 4)
      let plane = products + (<usize>(row * columns + column) << 2)
      for (let to = workspace; to < workspace + tileRow; to += 16) {
        timesFilterGradientMatrix(plane, 6 * planeStep, to, tileRow)
        plane += planeStep
      }
      let tap = gradient + (<usize>(row * outChannels + column) << 2)
      for (let at = workspace; at < result; at += tileRow) {
        timesFilterGradientMatrix(at, 16, result, 16)
        for (let j: usize = 0; j < 48; j += 16) {
          storeLanes(tap, v128.load(result + j), lanes)
          tap += tapStep
        }
      }
    }
  }
}
