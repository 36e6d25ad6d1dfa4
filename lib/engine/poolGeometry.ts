/** Where the windows of a pool lie on a batch of maps. */
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
