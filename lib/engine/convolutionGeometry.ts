/**
 * Convolution over maps (cross-correlation, as in every framework), NHWC, square odd or even kernels, equal stride and padding on both axes:
 *
 *     output[n, y, x, o] = bias[o] + sum over i, j, c of input[n, y s + i - p, x s + j - p, c] filter[i, j, c, o]
 */
import { invariant } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import { windowCount } from '../shape/window.js'
import type { Conv2dOptions, DeviceArray, LinearOptions } from './backend.js'

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
export const geometryOf = (input: DeviceArray, options: Conv2dOptions): ConvolutionGeometry => {
  const [, , , channels] = mapBatch(input)
  const [, , inChannels] = mapBatch(options.filter)
  if (channels !== inChannels) invariant(`a filter ${showShape(options.filter.shape)} was given maps ${showShape(input.shape)}`)
  return geometryBy(input, options)
}

/** The sizes along the axes of a map, whatever the channels. */
const geometryBy = (input: DeviceArray, { filter, stride, padding }: Conv2dOptions): ConvolutionGeometry => {
  const shape = mapBatch(input)
  const [batch, height, width] = shape
  const [kernel, kernelWidth, , outChannels] = mapBatch(filter)
  if (kernel !== kernelWidth) invariant(`a filter ${showShape(filter.shape)} was given maps ${showShape(shape)}`)
  if (!Number.isInteger(stride) || stride < 1 || !Number.isInteger(padding) || padding < 0)
    invariant(`a ${kernel}x${kernel} window was moved by ${stride} and padded by ${padding}`)
  const output = [batch, windowCount(height, kernel, stride, padding), windowCount(width, kernel, stride, padding), outChannels] as const
  if (elementCount(output) === 0) invariant(`a ${kernel}x${kernel} window does not fit into ${showShape(shape)} padded by ${padding}`)
  return { kernel, stride, padding, input: shape, output }
}

/**
 * The sizes of a depthwise convolution, in which every channel has a window of its own: filter [kernel, kernel, 1, channels],
 *
 *     output[n, y, x, c] = bias[c] + sum over i, j of input[n, y s + i - p, x s + j - p, c] filter[i, j, 0, c]
 */
export const depthwiseGeometryOf = (input: DeviceArray, options: Conv2dOptions): ConvolutionGeometry => {
  const [, , , channels] = mapBatch(input)
  const [, , read, outChannels] = mapBatch(options.filter)
  if (read !== 1 || channels !== outChannels)
    invariant(`a depthwise filter ${showShape(options.filter.shape)} was given maps ${showShape(input.shape)}`)
  return geometryBy(input, options)
}

/** A linear layer is a convolution of one tap over maps of one cell; features that do not fit the weight are a mistake of ours. */
export const linearGeometry = (input: DeviceArray, { weight }: LinearOptions): ConvolutionGeometry => {
  const [batch = 0, features = 0] = input.shape
  const [inFeatures = 0, outFeatures = 0] = weight.shape
  if (input.shape.length !== 2 || weight.shape.length !== 2 || features !== inFeatures) {
    invariant(`a linear layer's weight ${showShape(weight.shape)} was given features ${showShape(input.shape)}`)
  }
  return { kernel: 1, stride: 1, padding: 0, input: [batch, 1, 1, inFeatures], output: [batch, 1, 1, outFeatures] }
}
