// Winograd's transform of the output's gradient, for the filter's gradient (matrices: winogradMatrices.ts; tiles as in winogradInput.ts).
import { factor } from './factor'
import { loadLanes } from './lanes'
import { timesGradientMatrix } from './winogradMatrices'

/** A row of six vectors, as a tile holds it between the two halves of its transform, and all six rows. */
const tileRow: usize = 96
const tileBytes: usize = 576

/**
 * A dy Aᵀ of the tiles [first, first + count): dy are the 4x4 cells of a tile, zeros outside the maps. `workspace` holds 576 bytes and four cells.
 */
export function winogradTransformGradient(
  maps: usize, height: i32, width: i32, channels: i32, tilesHigh: i32, tilesWide: i32, first: i32, count: i32,
  target: usize, planeStep: usize, targetStep: usize, workspace: usize,
): void {
  const two = factor(2, workspace)
  const four = factor(4, workspace)
  const cell = <usize>channels << 2
  const row = <usize>width * cell
  const zeros = workspace + tileBytes
  memory.fill(zeros, 0, 4 * cell)
  const lanes = min(channels, 4)
  const end = first + count
  for (; first < end; first++) {
    const line = first / tilesWide
    const x = 4 * (first % tilesWide)
    const y = 4 * (line % tilesHigh)
    const columns = min(width - x, 4)
    if (columns < 4) memory.fill(workspace, 0, tileBytes)
    const r0 = maps + <usize>(line / tilesHigh * height + y) * row + <usize>x * cell
    const r1 = y + 1 < height ? r0 + row : zeros
    const r2 = y + 2 < height ? r0 + 2 * row : zeros
    const r3 = y + 3 < height ? r0 + 3 * row : zeros
    const columnEnd = <usize>columns * cell
    for (let next = 0; next < channels; next += 4) {
      const channel = max(min(next, channels - 4), 0)
      let to = workspace
      for (let at = <usize>channel << 2; at < columnEnd; at += cell) {
        timesGradientMatrix(
          loadLanes(r0 + at, lanes), loadLanes(r1 + at, lanes), loadLanes(r2 + at, lanes), loadLanes(r3 + at, lanes), to, tileRow,
          two, four,
        )
        to += 16
      }
      let plane = target + (<usize>channel << 2)
      for (let at = workspace; at < zeros; at += tileRow) {
        timesGradientMatrix(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), plane, planeStep, two, four)
        plane += 6 * planeStep
      }
    }
    target += targetStep
  }
}
