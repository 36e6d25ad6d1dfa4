/** Where the windows of a pool lie on a batch of maps, and a walk over them. */
import { invariant } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import { windowCount } from '../shape/window.js'
import type { DeviceArray, MaxPoolOptions } from './backend.js'

/** All sizes a pool needs. */
export interface PoolGeometry extends MaxPoolOptions {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly outHeight: number
  readonly outWidth: number
  readonly inputShape: readonly number[]
  readonly outputShape: readonly number[]
}

/** The sizes of a pool over a batch of maps; what is no map, smaller than the window, or padded too much is a mistake of ours. */
export const poolGeometry = (input: DeviceArray, { size, stride, padding }: MaxPoolOptions): PoolGeometry => {
  const [batch = 0, height = 0, width = 0, channels = 0] = input.shape
  const outHeight = windowCount(height, size, stride, padding)
  const outWidth = windowCount(width, size, stride, padding)
  const outputShape = [batch, outHeight, outWidth, channels]
  const areWhole = Number.isInteger(size) && Number.isInteger(stride) && stride >= 1 && Number.isInteger(padding) && padding >= 0
  // A window padded by more than half its size could miss the map.
  if (input.shape.length !== 4 || elementCount(outputShape) === 0 || !areWhole || 2 * padding > size)
    invariant(`a pool of ${size}x${size}, padded by ${padding}, was given ${showShape(input.shape)}`)
  return { size, stride, padding, batch, height, width, channels, outHeight, outWidth, inputShape: input.shape, outputShape }
}

/**
 * Call `visit` for each cell of each window that is on the map, window by window, the cells of a window row by row: with the offsets of the
 * first channel of the window's output and of the cell, and the cell's number among those.
 */
export const eachWindowCell = (geometry: PoolGeometry, visit: (output: number, input: number, cell: number) => void): void => {
  const { size, stride, padding, batch, height, width, channels, outHeight, outWidth } = geometry
  for (let n = 0; n < batch; n += 1) {
    for (let y = 0; y < outHeight; y += 1) {
      const top = y * stride - padding
      const rowsEnd = Math.min(height, top + size)
      for (let x = 0; x < outWidth; x += 1) {
        const left = x * stride - padding
        const columnsEnd = Math.min(width, left + size)
        const output = ((n * outHeight + y) * outWidth + x) * channels
        let cell = 0
        for (let i = Math.max(0, top); i < rowsEnd; i += 1) {
          const row = (n * height + i) * width
          for (let j = Math.max(0, left); j < columnsEnd; j += 1) {
            visit(output, (row + j) * channels, cell)
            cell += 1
          }
        }
      }
    }
  }
}
