/** How Winograd's passes cut maps into tiles (assembly/winogradTiles.ts), and tiles into blocks. */
import type { MapBatch } from '../../convolutionGeometry.js'
import { floats } from './workspace.js'

/** 6 x 6 elements of a transformed tile, each a plane of its own. */
export const planeCount = 36

/** The element (1, 1): the transform back adds it to every output of its tile, so a bias goes there. */
export const biasedPlane = 7

/** Transformed tiles in work at once, on both sides of the products: they stay in a second-level cache. */
const blockBytes = 2 ** 18

/** Fewer tiles would not make up for what a call of a product costs. */
const leastTiles = 32

/**
 * What a run of tiles reads: six rows of a map, all channels of it. They stay in a first-level cache, or else, of every cell, the four channels in
 * work would fall on the same few lines of it.
 */
const runBytes = 2 ** 15

/** Longer runs gain little more: they share two columns of four, all but the last. */
const mostInRun = 8

/** Neighbors in a row of tiles that are transformed together. */
export const longestRun = (channels: number): number =>
  Math.max(1, Math.min(mostInRun, Math.floor((runBytes / floats(6 * channels) - 2) / 4)))

/** What the transforms of maps need beside them: a column, or a row, of six vectors for each column of a run, and a cell of zeros for each. */
export const tileWorkspaceBytes = (channels: number): number => (4 * longestRun(channels) + 2) * (floats(4 * 6) + floats(channels))

/** What the filter's transform needs: one tile. */
export const filterWorkspaceBytes = floats(4 * planeCount)

export interface Tiling {
  readonly tilesHigh: number
  readonly tilesWide: number
  readonly tiles: number
  /** a multiple of 8, but for the last block */
  readonly tilesAtOnce: number
}

/**
 * Tiles over the maps on the output's side. A block is small enough for the cache, yet so large that reading the transformed filter again
 * for each block costs no more than writing and reading the transformed tiles: inChannels outChannels <= 2 tiles (inChannels + outChannels).
 */
export const tilingOf = ([batch, height, width]: MapBatch, inChannels: number, outChannels: number): Tiling => {
  const tilesHigh = Math.ceil(height / 4)
  const tilesWide = Math.ceil(width / 4)
  const tiles = batch * tilesHigh * tilesWide
  const both = inChannels + outChannels
  const wanted = Math.max(leastTiles, blockBytes / floats(planeCount * both), (inChannels * outChannels) / (2 * both))
  return { tilesHigh, tilesWide, tiles, tilesAtOnce: Math.min(tiles, 8 * Math.ceil(wanted / 8)) }
}

/** Bytes between the rows of a transformed matrix: no power of two, lest all rows fall on the same few lines of a cache. */
export const rowBytes = (columns: number): number => floats(columns % 128 === 0 ? columns + 16 : columns)

/** Bytes between transformed matrices: a cache line more than they have, for the same reason. */
export const planeBytes = (rows: number, columns: number): number => rows * rowBytes(columns) + 64

/** The same for transformed filters and filter gradients, which are dense. */
export const filterPlaneBytes = (rows: number, columns: number): number => floats(rows * columns) + 64
