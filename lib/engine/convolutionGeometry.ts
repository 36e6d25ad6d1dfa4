/**
 * Convolution over maps (cross-correlation, as in every framework), NHWC, kernels odd or even, with a stride s, a padding p and a dilation d along each axis:
 *
 *     output[n, y, x, o] = bias[o] + sum over i, j, c of input[n, y s + i d - p, x s + j d - p, c] filter[i, j, c, o]
 *
 * In groups, an output of group g sees the inputs of group g: in place of c it is g inChannels / groups + c.
 */
import { invariant } from '../shape/invariant.js'
import { horizontal, type PerAxis, shownPerAxis, vertical } from '../shape/perAxis.js'
import { elementCount, showShape } from '../shape/shape.js'
import { reach, transposedCount, windowCount } from '../shape/window.js'
import type { Conv2dOptions, ConvTranspose2dOptions, DeviceArray, LinearOptions } from './backend.js'

/** The shape of a batch of maps. */
export type MapBatch = readonly [batch: number, height: number, width: number, channels: number]

/** The shape of a batch of maps; another rank is a mistake of ours. */
export const mapBatch = (array: DeviceArray): MapBatch =>
  array.shape.length === 4 ? (array.shape as MapBatch) : invariant(`a batch of maps has four axes, not ${showShape(array.shape)}`)

/** A window along one axis: so many taps, `dilation` cells apart, moved by `stride`, from `padding` cells before the map to as many behind it. */
export interface AxisWindow {
  readonly taps: number
  readonly stride: number
  readonly padding: number
  readonly dilation: number
}

/** The sizes of one convolution. */
export interface ConvolutionGeometry {
  /** along columns, from top to bottom */
  readonly y: AxisWindow
  /** along rows, from left to right */
  readonly x: AxisWindow
  /** [taps along y, taps along x, inputs that an output sees, outputs] */
  readonly filter: MapBatch
  readonly input: MapBatch
  readonly output: MapBatch
}

/** Whether a convolution's window is the same along both axes, of so many taps side by side moved by so many cells. */
export const isSquare = ({ y, x }: ConvolutionGeometry, taps: number, stride: number): boolean =>
  [y, x].every((axis) => axis.taps === taps && axis.stride === stride && (axis.dilation === 1 || taps === 1))

/** The sizes of a convolution of these maps; a filter that does not fit them is a mistake of ours. */
export const geometryOf = (input: DeviceArray, options: Conv2dOptions): ConvolutionGeometry => {
  const [, , , channels] = mapBatch(input)
  const [, , read, made] = mapBatch(options.filter)
  const { groups = 1 } = options
  if (channels !== read * groups || made % groups !== 0)
    invariant(
      `a filter ${showShape(options.filter.shape)}${groups === 1 ? '' : ` of ${groups} groups`} was given maps ${showShape(input.shape)}`,
    )
  return geometryBy(input, options)
}

/** In how many groups a convolution's channels are, each group of outputs made of its own group of inputs: 1 where outputs see all of them. */
export const groupsOf = ({ input, filter }: ConvolutionGeometry): number => input[3] / filter[2]

/** The convolution that one group is by itself. */
export const oneGroup = (geometry: ConvolutionGeometry): ConvolutionGeometry => {
  const { filter, input, output } = geometry
  const made = output[3] / groupsOf(geometry)
  return {
    ...geometry,
    filter: [filter[0], filter[1], filter[2], made],
    input: [input[0], input[1], input[2], filter[2]],
    output: [output[0], output[1], output[2], made],
  }
}

/** Whether each channel is a group, and makes one: what `depthwiseConv2d` computes. */
export const isDepthwise = ({ filter, input, output }: ConvolutionGeometry): boolean =>
  filter[2] === 1 && input[3] > 1 && input[3] === output[3]

const axisWindow = (taps: number, alongAxis: (given: PerAxis) => number, { stride, padding, dilation = 1 }: Conv2dOptions): AxisWindow => {
  const found = { taps, stride: alongAxis(stride), padding: alongAxis(padding), dilation: alongAxis(dilation) }
  const isRight =
    Number.isInteger(found.stride) &&
    found.stride >= 1 &&
    Number.isInteger(found.padding) &&
    found.padding >= 0 &&
    Number.isInteger(found.dilation) &&
    found.dilation >= 1
  return isRight
    ? found
    : invariant(
        `a window was moved by ${shownPerAxis(stride)}, padded by ${shownPerAxis(padding)} and dilated by ${shownPerAxis(dilation)}`,
      )
}

/** Places of a window on an axis. */
const placesOf = (size: number, { taps, stride, padding, dilation }: AxisWindow): number =>
  windowCount(size, reach(taps, dilation), stride, padding)

/** The sizes along the axes of a map, whatever the channels. */
const geometryBy = (input: DeviceArray, options: Conv2dOptions): ConvolutionGeometry => {
  const shape = mapBatch(input)
  const [batch, height, width] = shape
  const filter = mapBatch(options.filter)
  const [kernelHeight, kernelWidth, , outChannels] = filter
  const y = axisWindow(kernelHeight, vertical, options)
  const x = axisWindow(kernelWidth, horizontal, options)
  const output = [batch, placesOf(height, y), placesOf(width, x), outChannels] as const
  if (elementCount(output) === 0)
    invariant(`a ${kernelHeight}x${kernelWidth} window does not fit into ${showShape(shape)} padded by ${shownPerAxis(options.padding)}`)
  return { y, x, filter, input: shape, output }
}

/**
 * The sizes of a depthwise convolution, in which every channel has a window of its own: filter [kernel, kernel, 1, channels],
 *
 *     output[n, y, x, c] = bias[c] + sum over i, j of input[n, y s + i d - p, x s + j d - p, c] filter[i, j, 0, c]
 */
export const depthwiseGeometryOf = (input: DeviceArray, options: Conv2dOptions): ConvolutionGeometry => {
  const [, , , channels] = mapBatch(input)
  const [, , read, outChannels] = mapBatch(options.filter)
  if (read !== 1 || channels !== outChannels)
    invariant(`a depthwise filter ${showShape(options.filter.shape)} was given maps ${showShape(input.shape)}`)
  return geometryBy(input, options)
}

/**
 * The sizes of the convolution that goes back: its output is what a transposed convolution is given, its input what that makes. Where cells are added that no
 * window needs, the convolution would have more places than these.
 */
export const transposedGeometryOf = (given: DeviceArray, options: ConvTranspose2dOptions): ConvolutionGeometry => {
  const output = mapBatch(given)
  const [batch, height, width, channels] = output
  const filter = mapBatch(options.filter)
  const [kernelHeight, kernelWidth, outChannels, read] = filter
  const { outputPadding } = options
  if (channels !== read) invariant(`a transposed filter ${showShape(filter)} was given maps ${showShape(output)}`)
  const y = axisWindow(kernelHeight, vertical, options)
  const x = axisWindow(kernelWidth, horizontal, options)
  const sizeOf = (places: number, { taps, stride, padding, dilation }: AxisWindow, added: number): number =>
    Number.isInteger(added) && added >= 0 && added < Math.max(stride, dilation)
      ? transposedCount(places, reach(taps, dilation), stride, padding, added)
      : invariant(`maps were to be ${shownPerAxis(outputPadding)} cells larger than a window's places`)
  const input = [batch, sizeOf(height, y, vertical(outputPadding)), sizeOf(width, x, horizontal(outputPadding)), outChannels] as const
  if (elementCount(input) === 0)
    invariant(`a padding of ${shownPerAxis(options.padding)} leaves nothing of ${showShape(output)} spread by ${showShape(filter)}`)
  return { y, x, filter, input, output }
}

const oneCell: AxisWindow = { taps: 1, stride: 1, padding: 0, dilation: 1 }

/** A linear layer is a convolution of one tap over maps of one cell; features that do not fit the weight are a mistake of ours. */
export const linearGeometry = (input: DeviceArray, { weight }: LinearOptions): ConvolutionGeometry => {
  const [batch = 0, features = 0] = input.shape
  const [inFeatures = 0, outFeatures = 0] = weight.shape
  if (input.shape.length !== 2 || weight.shape.length !== 2 || features !== inFeatures) {
    invariant(`a linear layer's weight ${showShape(weight.shape)} was given features ${showShape(input.shape)}`)
  }
  return {
    y: oneCell,
    x: oneCell,
    filter: [1, 1, inFeatures, outFeatures],
    input: [batch, 1, 1, inFeatures],
    output: [batch, 1, 1, outFeatures],
  }
}
