/** Where the windows of a pool lie on a batch of maps. */
import { invariant } from '../shape/invariant.js'
import { horizontal, pairOf, type PerAxis, shownPerAxis, vertical } from '../shape/perAxis.js'
import { elementCount, showShape } from '../shape/shape.js'
import { ceilWindowCount, windowCount } from '../shape/window.js'
import type { DeviceArray, MaxPoolOptions } from './backend.js'

/** A pool's window along one axis: so many cells, moved by `stride`, from `padding` cells before the map on. The last one may reach beyond the map. */
export interface PoolAxis {
  readonly size: number
  readonly stride: number
  readonly padding: number
}

/** All sizes a pool needs. */
export interface PoolGeometry {
  /** along columns, from top to bottom */
  readonly y: PoolAxis
  /** along rows, from left to right */
  readonly x: PoolAxis
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly outHeight: number
  readonly outWidth: number
  readonly inputShape: readonly number[]
  readonly outputShape: readonly number[]
}

const poolAxis = (alongAxis: (given: PerAxis) => number, { size, stride, padding }: MaxPoolOptions): PoolAxis => ({
  size: alongAxis(size),
  stride: alongAxis(stride),
  padding: alongAxis(padding),
})

/** A window padded by more than half its size could miss the map. */
const isRight = ({ size, stride, padding }: PoolAxis): boolean =>
  Number.isInteger(size) && Number.isInteger(stride) && stride >= 1 && Number.isInteger(padding) && padding >= 0 && 2 * padding <= size

/** The sizes of a pool over a batch of maps; what is no map, smaller than the window, or padded too much is a mistake of ours. */
export const poolGeometry = (input: DeviceArray, options: MaxPoolOptions): PoolGeometry => {
  const [batch = 0, height = 0, width = 0, channels = 0] = input.shape
  const y = poolAxis(vertical, options)
  const x = poolAxis(horizontal, options)
  const count = options.ceilMode ? ceilWindowCount : windowCount
  const placesOf = (length: number, { size, stride, padding }: PoolAxis): number => count(length, size, stride, padding)
  const [outHeight, outWidth] = [placesOf(height, y), placesOf(width, x)]
  const outputShape = [batch, outHeight, outWidth, channels]
  if (input.shape.length !== 4 || elementCount(outputShape) === 0 || !isRight(y) || !isRight(x)) {
    const { size, padding } = options
    invariant(`a pool of ${pairOf(size).join('x')}, padded by ${shownPerAxis(padding)}, was given ${showShape(input.shape)}`)
  }
  return { y, x, batch, height, width, channels, outHeight, outWidth, inputShape: input.shape, outputShape }
}
