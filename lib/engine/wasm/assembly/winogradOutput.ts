// Winograd's transform back (matrices: winogradMatrices.ts; tiles as in winogradInput.ts).
import { AS_IT_COMES, RECTIFIED } from './ending'
import { factor } from './factor'
import { timesOutputMatrix } from './winogradMatrices'

/** A row of six vectors, as a tile holds it between the two halves of its transform. */
const tileRow: usize = 96

/** The second half of a whole tile's transform. */
// @ts-ignore: decorator
@inline
function endTile(
  to: usize, rowsEnd: usize, row: usize, cell: usize, apart: usize, activation: i32, two: v128, four: v128, workspace: usize,
): void {
  for (let at = workspace; at < rowsEnd; at += tileRow) {
    timesOutputMatrix(at, 16, to, cell, 4, 4, apart, activation, two, four)
    to += row
  }
}

/**
 * maps = Aᵀ m A + addend of the tiles [first, first + count), m being the 36 products, ended in `activation` (ending.ts); addend lies as
 * maps does (0: there is none). A bias is in the products already: what is added to the element (1, 1) of a tile is added to all its outputs.
 * `workspace` holds 384 bytes.
 */
export function winogradTransformOutput(
  source: usize, planeStep: usize, sourceStep: usize, maps: usize, height: i32, width: i32, channels: i32, tilesHigh: i32, tilesWide: i32,
  first: i32, count: i32, addend: usize, activation: i32, workspace: usize,
): void {
  const two = factor(2, workspace)
  const four = factor(4, workspace)
  const apart = addend ? addend - maps : 0
  const cell = <usize>channels << 2
  const row = <usize>width * cell
  const lanes = min(channels, 4)
  const end = first + count
  for (; first < end; first++) {
    const line = first / tilesWide
    const x = 4 * (first % tilesWide)
    const y = 4 * (line % tilesHigh)
    const columns = min(width - x, 4)
    const rowsEnd = workspace + <usize>min(height - y, 4) * tileRow
    const corner = maps + <usize>(line / tilesHigh * height + y) * row + <usize>x * cell
    for (let next = 0; next < channels; next += 4) {
      const channel = max(min(next, channels - 4), 0)
      let plane = source + (<usize>channel << 2)
      for (let to = workspace; to < workspace + tileRow; to += 16) {
        timesOutputMatrix(plane, 6 * planeStep, to, tileRow, 4, 4, 0, AS_IT_COMES, two, four)
        plane += planeStep
      }
      let to = corner + (<usize>channel << 2)
      if (lanes == 4 && columns == 4) {
        // What is asked here is not asked again for each of sixteen outputs.
        if (activation > RECTIFIED) endTile(to, rowsEnd, row, cell, apart, activation, two, four, workspace)
        else if (apart && activation) endTile(to, rowsEnd, row, cell, apart, RECTIFIED, two, four, workspace)
        else if (apart) endTile(to, rowsEnd, row, cell, apart, AS_IT_COMES, two, four, workspace)
        else if (activation) endTile(to, rowsEnd, row, cell, 0, RECTIFIED, two, four, workspace)
        else endTile(to, rowsEnd, row, cell, 0, AS_IT_COMES, two, four, workspace)
      } else {
        for (let at = workspace; at < rowsEnd; at += tileRow) {
          timesOutputMatrix(at, 16, to, cell, columns, lanes, apart, activation, two, four)
          to += row
        }
      }
    }
    source += sourceStep
  }
}
