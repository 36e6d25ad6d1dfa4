/**
 * How an array lies in a texture: four channels a texel, so that a fetch brings four numbers. A row of channels begins at a texel of its own;
 * lanes behind its last channel hold 0, always. An array [..., 6] has two texels a row, the second half empty.
 */
import { channelsOf, elementCount } from '../../shape/shape.js'
import { rowsOf } from '../channelRows.js'

/** Texels of one row of channels; a single number has one. */
export const quadsOf = (shape: readonly number[]): number => Math.ceil((channelsOf(shape) || 1) / 4)

/** At least one: there is no texture of none. */
export const texelsOf = (shape: readonly number[]): number => Math.max(1, shape.length === 0 ? 1 : rowsOf(shape) * quadsOf(shape))

/** A texture's size in texels. */
export interface TextureSize {
  /** a power of two, so that a texel's place follows from its number by a shift and a mask */
  readonly columns: number
  readonly rows: number
}

/** A size near a square; no side is longer than `largestSide` where there are at most its square. */
export const sizeFor = (texels: number, largestSide: number): TextureSize => {
  const columns = Math.min(largestSide, 2 ** Math.ceil(Math.log2(texels) / 2))
  return { columns, rows: Math.ceil(texels / columns) }
}

/** Four float32 numbers a texel. */
export const bytesOfSize = ({ columns, rows }: TextureSize): number => 16 * columns * rows

/** Whether arrays of these shapes lie alike, so that one is the other seen with another shape. */
export const lieAlike = (one: readonly number[], other: readonly number[]): boolean => {
  const [a, b] = [one.length === 0 ? 1 : channelsOf(one), other.length === 0 ? 1 : channelsOf(other)]
  return a === b || (a % 4 === 0 && b % 4 === 0)
}

const copyRows = (from: Float32Array, fromWidth: number, into: Float32Array, intoWidth: number, rows: number, channels: number): void => {
  for (let row = 0; row < rows; row += 1) {
    for (let c = 0; c < channels; c += 1) into[row * intoWidth + c] = from[row * fromWidth + c] as number
  }
}

/** Values as texels hold them; the values themselves where nothing is between the rows. */
export const packed = (values: Float32Array, shape: readonly number[]): Float32Array => {
  const channels = shape.length === 0 ? 1 : channelsOf(shape)
  if (channels % 4 === 0) return values
  const rows = elementCount(shape) / (channels || 1)
  const texels = new Float32Array(4 * texelsOf(shape))
  copyRows(values, channels, texels, 4 * quadsOf(shape), rows, channels)
  return texels
}

/** The way back, into `into`. */
export const unpacked = (texels: Float32Array, shape: readonly number[], into: Float32Array): Float32Array => {
  const channels = shape.length === 0 ? 1 : channelsOf(shape)
  if (channels % 4 === 0) into.set(texels.subarray(0, into.length))
  else copyRows(texels, 4 * quadsOf(shape), into, channels, into.length / (channels || 1), channels)
  return into
}
