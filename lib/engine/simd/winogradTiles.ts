/** How Winograd's passes cut maps into tiles (assembly/winogradTiles.ts), and tiles into blocks. */
import type { MapBatch } from '../convolutionGeometry.js'
import { floats } from './scratch.js'

/** 6 x 6 elements of a transformed tile, each a plane of its own. */
export const planeCount = 36

/** Transformed tiles in work at once, on both sides of the products: they stay in a second-level cache. */
const blockBytes = 2 ** 19

/** Fewer tiles than this would not make up for reading the transformed filter again for each block. */
const leastTiles = 32

/** What the transforms need beside their maps: a tile between the two halves of its transform, and a row of zeros. */
export const tileScratchBytes = (channels: number): number => floats(4 * planeCount) + Math.max(64, floats(6 * channels))

export interface Tiling {
  readonly tilesHigh: number
  readonly tilesWide: number
  readonly tiles: number
  /** a multiple of 8, but for the last block */
  readonly tilesAtOnce: number
}

/** Tiles over the maps on the output's side, for rows of so many floats together on both sides of a product. */
export const tilingOf = ([batch, height, width]: MapBatch, rowFloats: number): Tiling => {
  const tilesHigh = Math.ceil(height / 4)
  const tilesWide = Math.ceil(width / 4)
  const tiles = batch * tilesHigh * tilesWide
  const fitting = Math.floor(blockBytes / floats(planeCount * rowFloats))
  return { tilesHigh, tilesWide, tiles, tilesAtOnce: Math.min(tiles, Math.max(leastTiles, 8 * Math.floor(fitting / 8))) }
}

/** Bytes from one plane of `rows` x `columns` floats to the next: a cache line more, lest all planes fall on the same few lines of a cache. */
export const planeBytes = (rows: number, columns: number): number => floats(rows * columns) + 64
