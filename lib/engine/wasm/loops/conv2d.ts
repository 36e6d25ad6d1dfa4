/**
 * Convolution by stock kernels; see `engine/convolutionGeometry.ts` for what it means.
 *
 * Both gradients are forward convolutions too, since tfjs-wasm has no kernel for the filter's and a slow one for the input's:
 *   - input: the output gradient, spread by the stride and padded, convolved with the flipped filter whose channels are swapped;
 *   - filter: the input with batch and channels swapped, convolved with the output gradient as the filter, dilated by the stride.
 */
import { elementCount } from '../../../shape/shape.js'
import type { Conv2dOptions, DeviceArray, WeightedOperation } from '../../backend.js'
import { type AxisWindow, type ConvolutionGeometry, geometryOf, groupsOf, type MapBatch, mapBatch } from '../../convolutionGeometry.js'
import { reach } from '../../../shape/window.js'
import { weightedBy } from '../../weighted.js'
import type { Kernels } from '../kernels.js'
import { endedBy } from './endedBy.js'
import { groupedPasses } from './groupedPasses.js'

/** Rows (top, bottom) and columns (left, right) of zeros around a map. */
type Margins = readonly [top: number, bottom: number, left: number, right: number]

/** Numbers along columns and along rows. */
type OfAxes = readonly [y: number, x: number]

const ofAxes = ({ y, x }: ConvolutionGeometry, made: (axis: AxisWindow) => number): OfAxes => [made(y), made(x)]

/** A stock convolution. The kernel keeps a transposed and a packed copy of its filter: its workspace memory. */
const convolve = (
  kernels: Kernels,
  input: DeviceArray,
  filter: DeviceArray,
  options: { readonly stride: OfAxes; readonly margins: Margins; readonly dilation: OfAxes; readonly bias?: DeviceArray | undefined },
): DeviceArray => {
  const { stride, margins, dilation, bias } = options
  const [top, bottom, left, right] = margins
  const [batch, height, width] = mapBatch(input)
  const [kernelHeight, kernelWidth, , outChannels] = mapBatch(filter)
  const count = (size: number, window: number, axis: 0 | 1): number => Math.floor((size - reach(window, dilation[axis])) / stride[axis]) + 1
  const shape = [batch, count(height + top + bottom, kernelHeight, 0), count(width + left + right, kernelWidth, 1), outChannels]
  const attributes = {
    strides: stride,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    dataFormat: 'NHWC',
    dilations: dilation,
    dimRoundingMode: 'floor',
    activation: 'linear',
  }
  const workspaceBytes = 8 * elementCount(filter.shape)
  return bias === undefined
    ? kernels.run('Conv2D', { x: input, filter }, attributes, shape, workspaceBytes)
    : kernels.run('FusedConv2D', { x: input, filter, bias }, attributes, shape, workspaceBytes)
}

/** output[i, j, o, c] = filter[kernel - 1 - i, kernel - 1 - j, c, o] */
const flipFilter = (filter: Float32Array, output: Float32Array, cells: number, inChannels: number, outChannels: number): void => {
  for (let cell = 0; cell < cells; cell += 1) {
    const from = cell * inChannels * outChannels
    const to = (cells - 1 - cell) * inChannels * outChannels
    for (let o = 0; o < outChannels; o += 1) {
      for (let c = 0; c < inChannels; c += 1) output[to + o * inChannels + c] = filter[from + c * outChannels + o] as number
    }
  }
}

/** Maps laid into larger or smaller ones of zeros: cell (y, x) goes to (origin + y step, origin + x step) by each axis' own, or nowhere if that is outside. */
const spread = (maps: Float32Array, output: Float32Array, from: MapBatch, to: MapBatch, origin: OfAxes, step: OfAxes): void => {
  const [batch, height, width, channels] = from
  const [, toHeight, toWidth] = to
  output.fill(0)
  for (let n = 0; n < batch; n += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = origin[0] + y * step[0]
      if (row < 0 || row >= toHeight) continue
      for (let x = 0; x < width; x += 1) {
        const column = origin[1] + x * step[1]
        if (column < 0 || column >= toWidth) continue
        const source = ((n * height + y) * width + x) * channels
        const target = ((n * toHeight + row) * toWidth + column) * channels
        for (let c = 0; c < channels; c += 1) output[target + c] = maps[source + c] as number
      }
    }
  }
}

/** The same of arrays; borrows. */
export const spreadMaps = (kernels: Kernels, maps: DeviceArray, to: MapBatch, origin: OfAxes, step: OfAxes): DeviceArray => {
  const [output] = kernels.loop([maps], [to], ([from], [into]) => spread(from, into, mapBatch(maps), to, origin, step))
  return output
}

const once: OfAxes = [1, 1]

/** By its input; borrows. */
export const inputGradient = (
  kernels: Kernels,
  outputGradient: DeviceArray,
  filter: DeviceArray,
  geometry: ConvolutionGeometry,
): DeviceArray => {
  const { y, x, input, output } = geometry
  const [batch, height, width, inChannels] = input
  const [, outHeight, outWidth, outChannels] = output
  const [flipped] = kernels.loop([filter], [[y.taps, x.taps, outChannels, inChannels]], ([from], [into]) =>
    flipFilter(from, into, y.taps * x.taps, inChannels, outChannels),
  )
  const reaches = ofAxes(geometry, ({ taps, dilation }) => reach(taps, dilation))
  const before = [reaches[0] - 1 - y.padding, reaches[1] - 1 - x.padding] as const
  const bottom = height + y.padding - ((outHeight - 1) * y.stride + 1)
  const right = width + x.padding - ((outWidth - 1) * x.stride + 1)
  const strides = ofAxes(geometry, ({ stride }) => stride)
  const plain = { stride: once, dilation: ofAxes(geometry, ({ dilation }) => dilation), margins: [0, 0, 0, 0] } as const
  if (y.stride === 1 && x.stride === 1 && Math.min(...before, bottom, right) >= 0) {
    const gradient = convolve(kernels, outputGradient, flipped, { ...plain, margins: [before[0], bottom, before[1], right] })
    kernels.release(flipped)
    return gradient
  }
  if (y.taps * x.taps === 1) {
    // One weight per channel pair: convolve the few cells first and spread them after.
    const cells = convolve(kernels, outputGradient, flipped, plain)
    kernels.release(flipped)
    const gradient = spreadMaps(kernels, cells, input, before, strides)
    kernels.release(cells)
    return gradient
  }
  const spreadShape = [batch, height + reaches[0] - 1, width + reaches[1] - 1, outChannels] as const
  const spreadGradient = spreadMaps(kernels, outputGradient, spreadShape, before, strides)
  const gradient = convolve(kernels, spreadGradient, flipped, plain)
  kernels.release(flipped)
  kernels.release(spreadGradient)
  return gradient
}

/** output[i, j, c, o] = maps[c, i, j, o], cropped to the first rows and columns. */
const asFilter = (
  maps: Float32Array,
  output: Float32Array,
  [inChannels, height, width, outChannels]: MapBatch,
  [rows, columns]: OfAxes,
): void => {
  for (let c = 0; c < inChannels; c += 1) {
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        const source = ((c * height + i) * width + j) * outChannels
        const target = ((i * columns + j) * inChannels + c) * outChannels
        for (let o = 0; o < outChannels; o += 1) output[target + o] = maps[source + o] as number
      }
    }
  }
}

/** By its filter; borrows. */
export const filterGradient = (
  kernels: Kernels,
  saved: DeviceArray,
  outputGradient: DeviceArray,
  geometry: ConvolutionGeometry,
): DeviceArray => {
  const { y, x, input, output } = geometry
  const [batch, height, width, inChannels] = input
  const [, outHeight, outWidth, outChannels] = output
  const maps = kernels.run('Transpose', { x: saved }, { perm: [3, 1, 2, 0] }, [inChannels, height, width, batch])
  const weights = kernels.run('Transpose', { x: outputGradient }, { perm: [1, 2, 0, 3] }, [outHeight, outWidth, batch, outChannels])
  // Rows that no window reached (the stride did not divide) need no padding either; what is still too many is cropped below.
  const after = (size: number, count: number, { taps, stride, padding, dilation }: AxisWindow): number =>
    Math.max(0, (count - 1) * stride + reach(taps, dilation) - size - padding)
  const margins = [y.padding, after(height, outHeight, y), x.padding, after(width, outWidth, x)] as const
  // what is a dilation on the way there is a stride on the way back, and the other way round
  const turned = { stride: ofAxes(geometry, ({ dilation }) => dilation), dilation: ofAxes(geometry, ({ stride }) => stride) }
  const correlation = convolve(kernels, maps, weights, { ...turned, margins })
  kernels.release(maps)
  kernels.release(weights)
  const [gradient] = kernels.loop([correlation], [[y.taps, x.taps, inChannels, outChannels]], ([from], [into]) =>
    asFilter(from, into, mapBatch(correlation), [y.taps, x.taps]),
  )
  kernels.release(correlation)
  return gradient
}

/** The output, without a bias unless there is one; borrows. */
export const convolution = (
  kernels: Kernels,
  input: DeviceArray,
  filter: DeviceArray,
  geometry: ConvolutionGeometry,
  bias?: DeviceArray,
): DeviceArray => {
  const { y, x } = geometry
  const margins = [y.padding, y.padding, x.padding, x.padding] as const
  const stride = ofAxes(geometry, (axis) => axis.stride)
  const dilation = ofAxes(geometry, (axis) => axis.dilation)
  return convolve(kernels, input, filter, { stride, margins, dilation, bias })
}

/** `Backend.conv2d`, by loops and stock kernels; in groups by loops alone. */
export const conv2d = (kernels: Kernels): WeightedOperation<Conv2dOptions> => {
  const grouped = groupedPasses(kernels)
  const whole: Omit<typeof grouped, 'biasGradient'> = {
    forward: (input, filter, bias, geometry, ending) => endedBy(kernels, convolution(kernels, input, filter, geometry, bias), ending),
    inputGradient: (outputGradient, filter, geometry) => inputGradient(kernels, outputGradient, filter, geometry),
    weightGradient: (input, outputGradient, geometry) => filterGradient(kernels, input, outputGradient, geometry),
  }
  const passesFor = (geometry: ConvolutionGeometry): typeof whole => (groupsOf(geometry) === 1 ? whole : grouped)
  return weightedBy(kernels, {
    geometryOf,
    weightOf: ({ filter }) => filter,
    forward: (input, filter, bias, geometry, ending) => passesFor(geometry).forward(input, filter, bias, geometry, ending),
    inputGradient: (outputGradient, filter, geometry) => passesFor(geometry).inputGradient(outputGradient, filter, geometry),
    weightGradient: (input, outputGradient, geometry) => passesFor(geometry).weightGradient(input, outputGradient, geometry),
    biasGradient: grouped.biasGradient,
  })
}
