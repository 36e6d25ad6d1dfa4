/** Where the windows of a pool lie on a batch of maps, and a walk over them. */
import { invariant } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import { windowCount } from '../shape/window.js'
import type { DeviceArray, PoolOptions } from './backend.js'

/** All sizes a pool needs. */
export interface PoolGeometry extends PoolOptions {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly outHeight: number
  readonly outWidth: number
  readonly inputShape: readonly number[]
  readonly outputShape: readonly number[]
}

/** The sizes of a pool over a batch of maps; what is no map, or smaller than the window, is a mistake of ours. */
export const poolGeometry = (input: DeviceArray, { size, stride }: PoolOptions): PoolGeometry => {
  const [batch = 0, height = 0, width = 0, channels = 0] = input.shape
  const outHeight = windowCount(height, size, stride, 0)
  const outWidth = windowCount(width, size, stride, 0)
  const outputShape = [batch, outHeight, outWidth, channels]
  if (input.shape.length !== 4 || elementCount(outputShape) === 0)
    invariant(`a pool of ${size}x${size} was given ${showShape(input.shape)}`)
  return { size, stride, batch, height, width, channels, outHeight, outWidth, inputShape: input.shape, outputShape }
}

/**
 * Call `visit` for each cell of each window, window by window, the cells of a window row by row: with the offsets of the first channel of
 * the window's output and of the cell, and the cell's number in its window.
 */
export const eachWindowCell = (geometry: PoolGeometry, visit: (output: number, input: number, cell: number) => void): void => {
  const { size, stride, batch, height, width, channels, outHeight, outWidth } = geometry
  for (let n = 0; n < batch; n += 1) {
    for (let y = 0; y < outHeight; y += 1) {
      for (let x = 0; x < outWidth; x += 1) {
        const output = ((n * outHeight + y) * outWidth + x) * channels
        for (let i = 0; i < size; i += 1) {
          const row = ((n * height + y * stride + i) * width + x * stride) * channels
          for (let j = 0; j < size; j += 1) visit(output, row + j * channels, i * size + j)
        }
      }
    }
  }
}
