// Winograd's transforms of maps, tile by tile (matrices: winogradMatrices.ts). Tiles are counted over (image, tileY, tileX); each covers 4x4
// outputs. Transformed tiles are 36 matrices [tiles, channels], `planeStep` bytes apart, with rows of whole vectors: matrix i has the element i
// of every tile, so that the products over channels are 36 matrix products.
//
// Nothing is padded beforehand: rows that lie outside a map are read from a row of zeros, columns outside are not read at all.
import { storeEnded } from './ending'
import { loadLanes } from './lanes'
import { timesGradientMatrix, timesInputMatrix, timesOutputMatrix } from './winogradMatrices'

/** A tile of six columns and six rows of vectors, as the transforms hold it between their two halves. */
const tileRow: usize = 96
const tileBytes: usize = 576

/** Six vectors, `step` bytes apart, times Bᵀ. */
// @ts-ignore: decorator
@inline
function transformInputColumn(at: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(at)
  at += step
  const d1 = v128.load(at)
  at += step
  const d2 = v128.load(at)
  at += step
  const d3 = v128.load(at)
  at += step
  const d4 = v128.load(at)
  at += step
  timesInputMatrix(d0, d1, d2, d3, d4, v128.load(at), to, toStep)
}

/**
 * Bᵀ d B of the tiles [first, first + count): d are the 6x6 cells from (4 tileY - padding, 4 tileX - padding) on, zeros outside the maps.
 * `scratch` holds 576 bytes and six cells of zeros.
 */
export function winogradTransformInput(
  maps: usize,
  height: i32,
  width: i32,
  channels: i32,
  padding: i32,
  tilesHigh: i32,
  tilesWide: i32,
  first: i32,
  count: i32,
  target: usize,
  planeStep: usize,
  targetStep: usize,
  scratch: usize,
): void {
  const cell = <usize>channels << 2
  const row = <usize>width * cell
  const zeros = scratch + tileBytes
  memory.fill(zeros, 0, 6 * cell)
  let tileX = first % tilesWide
  let tileY = (first / tilesWide) % tilesHigh
  let image = first / (tilesWide * tilesHigh)
  for (let tile = 0; tile < count; tile++) {
    const x = 4 * tileX - padding
    const y = 4 * tileY - padding
    const firstColumn = max(-x, 0)
    const lastColumn = min(width - x, 6)
    if (lastColumn - firstColumn < 6) memory.fill(scratch, 0, tileBytes)
    const corner = maps + <usize>(image * height + y) * row + <usize>x * cell
    // A row of zeros is read from its own beginning: column `firstColumn` must be inside.
    const r0 = y >= 0 && y < height ? corner : zeros
    const r1 = y + 1 >= 0 && y + 1 < height ? corner + row : zeros
    const r2 = y + 2 < height ? corner + 2 * row : zeros
    const r3 = y + 3 < height ? corner + 3 * row : zeros
    const r4 = y + 4 < height ? corner + 4 * row : zeros
    const r5 = y + 5 < height ? corner + 5 * row : zeros
    const columnEnd = <usize>lastColumn * cell
    for (let channel = 0; channel < channels; channel += 4) {
      const lanes = channels - channel
      let to = scratch + (<usize>firstColumn << 4)
      let at = <usize>firstColumn * cell + (<usize>channel << 2)
      if (lanes >= 4) {
        for (; at < columnEnd; at += cell) {
          timesInputMatrix(
            v128.load(r0 + at),
            v128.load(r1 + at),
            v128.load(r2 + at),
            v128.load(r3 + at),
            v128.load(r4 + at),
            v128.load(r5 + at),
            to,
            tileRow,
          )
          to += 16
        }
      } else {
        for (; at < columnEnd; at += cell) {
          timesInputMatrix(
            loadLanes(r0 + at, lanes),
            loadLanes(r1 + at, lanes),
            loadLanes(r2 + at, lanes),
            loadLanes(r3 + at, lanes),
            loadLanes(r4 + at, lanes),
            loadLanes(r5 + at, lanes),
            to,
            tileRow,
          )
          to += 16
        }
      }
      let plane = target + (<usize>channel << 2)
      for (let tileAt = scratch; tileAt < zeros; tileAt += tileRow) {
        transformInputColumn(tileAt, 16, plane, planeStep)
        plane += 6 * planeStep
      }
    }
    target += targetStep
    if (++tileX == tilesWide) {
      tileX = 0
      if (++tileY == tilesHigh) {
        tileY = 0
        image++
      }
    }
  }
}

/** A dy Aᵀ of the tiles [first, first + count), for the filter's gradient: dy are the 4x4 cells of a tile, zeros outside the maps. */
export function winogradTransformGradient(
  maps: usize,
  height: i32,
  width: i32,
  channels: i32,
  tilesHigh: i32,
  tilesWide: i32,
  first: i32,
  count: i32,
  target: usize,
  planeStep: usize,
  targetStep: usize,
  scratch: usize,
): void {
  const cell = <usize>channels << 2
  const row = <usize>width * cell
  const zeros = scratch + tileBytes
  memory.fill(zeros, 0, 6 * cell)
  let tileX = first % tilesWide
  let tileY = (first / tilesWide) % tilesHigh
  let image = first / (tilesWide * tilesHigh)
  for (let tile = 0; tile < count; tile++) {
    const x = 4 * tileX
    const y = 4 * tileY
    const columns = min(width - x, 4)
    if (columns < 4) memory.fill(scratch, 0, tileBytes)
    const r0 = maps + <usize>(image * height + y) * row + <usize>x * cell
    const r1 = y + 1 < height ? r0 + row : zeros
    const r2 = y + 2 < height ? r0 + 2 * row : zeros
    const r3 = y + 3 < height ? r0 + 3 * row : zeros
    const columnEnd = <usize>columns * cell
    for (let channel = 0; channel < channels; channel += 4) {
      const lanes = min(channels - channel, 4)
      let to = scratch
      for (let at = <usize>channel << 2; at < columnEnd; at += cell) {
        timesGradientMatrix(
          loadLanes(r0 + at, lanes),
          loadLanes(r1 + at, lanes),
          loadLanes(r2 + at, lanes),
          loadLanes(r3 + at, lanes),
          to,
          tileRow,
        )
        to += 16
      }
      let plane = target + (<usize>channel << 2)
      for (let at = scratch; at < zeros; at += tileRow) {
        timesGradientMatrix(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), plane, planeStep)
        plane += 6 * planeStep
      }
    }
    target += targetStep
    if (++tileX == tilesWide) {
      tileX = 0
      if (++tileY == tilesHigh) {
        tileY = 0
        image++
      }
    }
  }
}

/**
 * maps = bias + Aᵀ m A + addend of the tiles [first, first + count), m being the 36 products, and what is negative of it 0 if `rectified`; bias is
 * padded to a multiple of 4, addend lies as maps does (0: there is none).
 */
export function winogradTransformOutput(
  source: usize,
  planeStep: usize,
  sourceStep: usize,
  bias: usize,
  maps: usize,
  height: i32,
  width: i32,
  channels: i32,
  tilesHigh: i32,
  tilesWide: i32,
  first: i32,
  count: i32,
  addend: usize,
  rectified: bool,
  scratch: usize,
): void {
  const apart = addend ? addend - maps : 0
  const cell = <usize>channels << 2
  const row = <usize>width * cell
  let tileX = first % tilesWide
  let tileY = (first / tilesWide) % tilesHigh
  let image = first / (tilesWide * tilesHigh)
  const result = scratch + tileBytes
  for (let tile = 0; tile < count; tile++) {
    const x = 4 * tileX
    const y = 4 * tileY
    const columns = min(width - x, 4)
    const rowsEnd = scratch + <usize>min(height - y, 4) * tileRow
    const corner = maps + <usize>(image * height + y) * row + <usize>x * cell
    for (let channel = 0; channel < channels; channel += 4) {
      const lanes = min(channels - channel, 4)
      const shift = v128.load(bias + (<usize>channel << 2))
      let plane = source + (<usize>channel << 2)
      for (let to = scratch; to < scratch + tileRow; to += 16) {
        timesOutputMatrix(plane, 6 * planeStep, to, tileRow)
        plane += planeStep
      }
      let to = corner + (<usize>channel << 2)
      for (let at = scratch; at < rowsEnd; at += tileRow) {
        timesOutputMatrix(at, 16, result, 16)
        storeEnded(to, f32x4.add(v128.load(result), shift), lanes, apart, rectified)
        if (columns > 1) storeEnded(to + cell, f32x4.add(v128.load(result, 16), shift), lanes, apart, rectified)
        if (columns > 2) storeEnded(to + 2 * cell, f32x4.add(v128.load(result, 32), shift), lanes, apart, rectified)
        if (columns > 3) storeEnded(to + 3 * cell, f32x4.add(v128.load(result, 48), shift), lanes, apart, rectified)
        to += row
      }
    }
    source += sourceStep
    if (++tileX == tilesWide) {
      tileX = 0
      if (++tileY == tilesHigh) {
        tileY = 0
        image++
      }
    }
  }
}
