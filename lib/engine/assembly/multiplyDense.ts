// The product of a matrix whose rows follow each other at one distance, times packed panels (packPanels.ts): a linear layer, a 1x1 convolution,
// the 36 products of Winograd. Short rows gain most from being found without a table: a product of 6 or 16 terms is soon done.
import { tileBy4, tileBy8 } from './productTile'

/**
 * target[row, column] = bias[column] + sum over k of source[row, k] panels[k, column] + addend[row, column], and what is negative of it 0 if
 * `rectified`; rows are `sourceStep` and `targetStep` bytes apart, bias is padded as the panels are, addend lies as target does (0: there is none).
 */
export function multiplyDense(
  rows: i32, source: usize, sourceStep: usize, target: usize, targetStep: usize, depth: i32, panels: usize, bias: usize, columns: i32,
  addend: usize, rectified: bool,
): void {
  const apart = addend ? addend - target : 0
  const bytes = <usize>depth << 2
  const last = rows - 1
  let left = columns
  for (; left > 4; left -= 8) {
    const lanes = min(left, 8)
    let from = source
    let to = target
    let row = 0
    for (; row + 4 <= rows; row += 4) {
      tileBy8(false, 0, from, sourceStep, to, targetStep, 3, 1, 0, bytes, panels, bias, lanes, apart, rectified)
      from += 4 * sourceStep
      to += 4 * targetStep
    }
    if (row < rows) tileBy8(false, 0, from, sourceStep, to, targetStep, last - row, 1, 0, bytes, panels, bias, lanes, apart, rectified)
    panels += bytes << 3
    target += 32
    bias += 32
  }
  if (left <= 0) return
  for (let row = 0; row < rows; row += 8) {
    tileBy4(false, 0, source, sourceStep, target, targetStep, last - row, 1, 0, bytes, panels, bias, left, apart, rectified)
    source += 8 * sourceStep
    target += 8 * targetStep
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
    multiplyDense(rows, source, sourceStep, target, targetStep, depth, panels, plane == biased ? bias : zeros, columns, 0, false)
    source += sourcePlane
    target += targetPlane
    panels += panelPlane
  }
}
