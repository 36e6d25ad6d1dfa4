// The product of a matrix whose rows follow each other at one distance, times packed panels (packPanels.ts): a linear layer, a 1x1 convolution,
// the 36 products of Winograd. Short rows gain most from being found without a table: a product of 6 or 16 terms is soon done.
import { AS_IT_COMES } from './ending'
import { tileBy, tileWidth } from './tileBy'

/** All rows times the panel. */
// @ts-ignore: decorator
@inline
function multiplyPanel(
  width: i32, rows: i32, source: usize, sourceStep: usize, target: usize, targetStep: usize, bytes: usize, panel: usize, bias: usize, lanes: i32,
  apart: usize, activation: i32,
): void {
  let row = 0
  for (; row + 4 <= rows; row += 4) {
    tileBy(width, false, 0, source, sourceStep, target, targetStep, 3, 1, 0, bytes, panel, bias, lanes, apart, activation)
    source += 4 * sourceStep
    target += 4 * targetStep
  }
  if (row < rows) tileBy(width, false, 0, source, sourceStep, target, targetStep, rows - 1 - row, 1, 0, bytes, panel, bias, lanes, apart, activation)
}

/**
 * target[row, column] = bias[column] + sum over k of source[row, k] panels[k, column] + addend[row, column], ended in
 * `activation` (ending.ts); rows are `sourceStep` and `targetStep` bytes apart, bias is padded as the panels are, addend lies as target does (0: there is none).
 */
export function multiplyDense(
  rows: i32, source: usize, sourceStep: usize, target: usize, targetStep: usize, depth: i32, panels: usize, bias: usize, columns: i32,
  addend: usize, activation: i32,
): void {
  const apart = addend ? addend - target : 0
  const bytes = <usize>depth << 2
  for (let left = columns; left > 0; ) {
    const width = tileWidth(left)
    const lanes = min(left, width)
    if (width == 8) multiplyPanel(8, rows, source, sourceStep, target, targetStep, bytes, panels, bias, lanes, apart, activation)
    else if (width == 6) multiplyPanel(6, rows, source, sourceStep, target, targetStep, bytes, panels, bias, lanes, apart, activation)
    else if (width == 2) multiplyPanel(2, rows, source, sourceStep, target, targetStep, bytes, panels, bias, lanes, apart, activation)
    else multiplyPanel(1, rows, source, sourceStep, target, targetStep, bytes, panels, bias, 1, apart, activation)
    panels += bytes * width
    target += <usize>width << 2
    bias += <usize>width << 2
    left -= width
  }
}

/**
 * As many such products as there are `planes`, each `sourcePlane`, `targetPlane` and `panelPlane` bytes behind the one before, without ending;
 * `bias` is added to the one numbered `biased`, `zeros` to the others.
 */
export function multiplyPlanes(
  planes: i32, rows: i32, source: usize, sourceStep: usize, sourcePlane: usize, target: usize, targetStep: usize, targetPlane: usize,
  depth: i32, panels: usize, panelPlane: usize, zeros: usize, bias: usize, biased: i32, columns: i32,
): void {
  for (let plane = 0; plane < planes; plane++) {
    multiplyDense(rows, source, sourceStep, target, targetStep, depth, panels, plane == biased ? bias : zeros, columns, 0, AS_IT_COMES)
    source += sourcePlane
    target += targetPlane
    panels += panelPlane
  }
}
