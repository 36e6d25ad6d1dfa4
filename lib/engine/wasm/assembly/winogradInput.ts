// Winograd's transform of what a convolution reads (matrices: winogradMatrices.ts). Tiles are counted over (image, tileY, tileX); each covers 4x4
// outputs. Transformed tiles are 36 matrices [tiles, channels], `planeStep` bytes apart, with rows of whole vectors: matrix i has the element i
// of every tile, so that the products over channels are 36 matrix products.
//
// Neighbors in a row of tiles share two of their six columns. Hence four channels of a run of such tiles are done at once: first Bᵀ times each of
// the run's columns, then each tile's rows times B. The additions are what takes the time, and this way they are a sixth less.
//
// Nothing is padded beforehand: rows that lie outside a map are read from zeros, columns outside are not read at all. Where 4 does not divide the
// channels, the last four are done, those among them that were done before once more.
import { factor } from './factor'
import { loadLanes } from './lanes'
import { timesInputMatrix } from './winogradMatrices'

/** A column of six vectors, as a run holds it between the two halves of its transform. */
const columnBytes: usize = 96

/** Six elements of a run's row, one from each column, times B. */
// @ts-ignore: decorator
@inline
function transformRow(at: usize, to: usize, step: usize, two: v128, minusFour: v128): void {
  timesInputMatrix(
    v128.load(at), v128.load(at, 96), v128.load(at, 192), v128.load(at, 288), v128.load(at, 384), v128.load(at, 480), to, step, two, minusFour,
  )
}

/**
 * Bᵀ d B of the tiles [first, first + count), in runs of at most `longest`: d are the 6x6 cells from (4 tileY - padding, 4 tileX - padding) on,
 * zeros outside the maps. `workspace` holds 4 longest + 2 columns of 96 bytes, and as many cells.
 */
export function winogradTransformInput(
  maps: usize, height: i32, width: i32, channels: i32, padding: i32, tilesHigh: i32, tilesWide: i32, first: i32, count: i32, longest: i32,
  target: usize, planeStep: usize, targetStep: usize, workspace: usize,
): void {
  const two = factor(2, workspace)
  const minusFour = factor(-4, workspace)
  const cell = <usize>channels << 2
  const row = <usize>width * cell
  const longestColumns = <usize>(4 * longest + 2)
  const zeros = workspace + longestColumns * columnBytes
  memory.fill(zeros, 0, longestColumns * cell)
  const end = first + count
  while (first < end) {
    const tileX = first % tilesWide
    const line = first / tilesWide
    const tiles = min(min(tilesWide - tileX, end - first), longest)
    const columns = 4 * tiles + 2
    const x = 4 * tileX - padding
    const y = 4 * (line % tilesHigh) - padding
    const firstColumn = max(-x, 0)
    const lastColumn = min(width - x, columns)
    memory.fill(workspace, 0, <usize>firstColumn * columnBytes)
    memory.fill(workspace + <usize>lastColumn * columnBytes, 0, <usize>(columns - lastColumn) * columnBytes)
    const corner = maps + <usize>(line / tilesHigh * height + y) * row + <usize>x * cell
    const r0 = y >= 0 && y < height ? corner : zeros
    const r1 = y + 1 >= 0 && y + 1 < height ? corner + row : zeros
    const r2 = y + 2 < height ? corner + 2 * row : zeros
    const r3 = y + 3 < height ? corner + 3 * row : zeros
    const r4 = y + 4 < height ? corner + 4 * row : zeros
    const r5 = y + 5 < height ? corner + 5 * row : zeros
    const columnEnd = <usize>lastColumn * cell
    const runEnd = workspace + <usize>tiles * (4 * columnBytes)
    for (let next = 0; next < channels; next += 4) {
      const channel = max(min(next, channels - 4), 0)
      let to = workspace + <usize>firstColumn * columnBytes
      let at = <usize>firstColumn * cell + (<usize>channel << 2)
      if (channels >= 4) {
        for (; at < columnEnd; at += cell) {
          timesInputMatrix(
            v128.load(r0 + at), v128.load(r1 + at), v128.load(r2 + at), v128.load(r3 + at), v128.load(r4 + at), v128.load(r5 + at), to, 16,
            two, minusFour,
          )
          to += columnBytes
        }
      } else {
        for (; at < columnEnd; at += cell) {
          timesInputMatrix(
            loadLanes(r0 + at, channels), loadLanes(r1 + at, channels), loadLanes(r2 + at, channels),
            loadLanes(r3 + at, channels), loadLanes(r4 + at, channels), loadLanes(r5 + at, channels), to, 16,
            two, minusFour,
          )
          to += columnBytes
        }
      }
      let tile = target + (<usize>channel << 2)
      for (let run = workspace; run < runEnd; run += 4 * columnBytes) {
        let plane = tile
        for (let from = run; from < run + columnBytes; from += 16) {
          transformRow(from, plane, planeStep, two, minusFour)
          plane += 6 * planeStep
        }
        tile += targetStep
      }
    }
    target += <usize>tiles * targetStep
    first += tiles
  }
}
