import { invariant } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import { windowCount } from '../shape/window.js'
import type { Conv2dOptions, DeviceArray } from './backend.js'

/** The shape of a batch of maps. */
export type MapBatch = readonly [batch: number, height: number, width: number, channels: number]

/** The shape of a batch of maps; another rank is a mistake of ours. */
export const mapBatch = (array: DeviceArray): MapBatch =>
  array.shape.length === 4 ? (array.shape as MapBatch) : invariant(`a batch of maps has four axes, not ${showShape(array.shape)}`)

/** The sizes of one convolution. */
export interface ConvolutionGeometry {
  readonly kernel: number
  readonly stride: number
  readonly padding: number
  readonly input: MapBatch
  readonly output: MapBatch
}

/** The sizes of a convolution of these maps; a filter that does not fit them is a mistake of ours. */
export const geometryOf = (input: DeviceArray, { filter, stride, padding }: Conv2dOptions): ConvolutionGeometry => {
  const shape = mapBatch(input)
  const [batch, height, width, channels] = shape
  const [kernel, kernelWidth, inChannels, outChannels] = mapBatch(filter)
  if (channels !== inChannels || kernel !== kernelWidth) invariant(`a filter ${showShape(filter.shape)} was given maps ${showShape(shape)}`)
  if (!Number.isInteger(stride) || stride < 1 || !Number.isInteger(padding) || padding < 0)
    invariant(`a ${kernel}x${kernel} window was moved by ${stride} and padded by ${padding}`)
  const output = [batch, windowCount(height, kernel, stride, padding), windowCount(width, kernel, stride, padding), outChannels] as const
  if (elementCount(output) === 0) invariant(`a ${kernel}x${kernel} window does not fit into ${showShape(shape)} padded by ${padding}`)
  return { kernel, stride, padding, input: shape, output }
}
