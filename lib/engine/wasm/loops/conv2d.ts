/**
 * Convolution by stock kernels; see `engine/convolutionGeometry.ts` for what it means.
 *
 * Both gradients are forward convolutions too, since tfjs-wasm has no kernel for the filter's and a slow one for the input's:
 *   - input: the output gradient, spread by the stride and padded, convolved with the flipped filter whose channels are swapped;
 *   - filter: the input with batch and channels swapped, convolved with the output gradient as the filter, dilated by the stride.
 */
import { elementCount } from '../../../shape/shape.js'
import type { Conv2dOptions, DeviceArray, WeightedOperation } from '../../backend.js'
import { type ConvolutionGeometry, geometryOf, type MapBatch, mapBatch } from '../../convolutionGeometry.js'
import { weightedBy } from '../../weighted.js'
import type { Kernels } from '../kernels.js'
import { channelSums } from './channelSums.js'
import { endedBy } from './endedBy.js'

/** Rows (top, bottom) and columns (left, right) of zeros around a map. */
type Margins = readonly [top: number, bottom: number, left: number, right: number]

/** A stock convolution. The kernel keeps a transposed and a packed copy of its filter: its workspace memory. */
const convolve = (
  kernels: Kernels,
  input: DeviceArray,
  filter: DeviceArray,
  options: { readonly stride: number; readonly margins: Margins; readonly dilation: number; readonly bias?: DeviceArray | undefined },
): DeviceArray => {
  const { stride, margins, dilation, bias } = options
  const [top, bottom, left, right] = margins
  const [batch, height, width] = mapBatch(input)
  const [kernelHeight, kernelWidth, , outChannels] = mapBatch(filter)
  const count = (size: number, window: number): number => Math.floor((size - ((window - 1) * dilation + 1)) / stride) + 1
  const shape = [batch, count(height + top + bottom, kernelHeight), count(width + left + right, kernelWidth), outChannels]
  const attributes = {
    strides: [stride, stride],
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    dataFormat: 'NHWC',
    dilations: [dilation, dilation],
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

/** Maps laid into larger or smaller ones of zeros: cell (y, x) goes to (origin + y step, origin + x step), or nowhere if that is outside. */
const spread = (maps: Float32Array, output: Float32Array, from: MapBatch, to: MapBatch, origin: number, step: number): void => {
  const [batch, height, width, channels] = from
  const [, toHeight, toWidth] = to
  output.fill(0)
  for (let n = 0; n < batch; n += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = origin + y * step
      if (row < 0 || row >= toHeight) continue
      for (let x = 0; x < width; x += 1) {
        const column = origin + x * step
        if (column < 0 || column >= toWidth) continue
        const source = ((n * height + y) * width + x) * channels
        const target = ((n * toHeight + row) * toWidth + column) * channels
        for (let c = 0; c < channels; c += 1) output[target + c] = maps[source + c] as number
      }
    }
  }
}

const spreadMaps = (kernels: Kernels, maps: DeviceArray, to: MapBatch, origin: number, step: number): DeviceArray => {
  const [output] = kernels.loop([maps], [to], ([from], [into]) => spread(from, into, mapBatch(maps), to, origin, step))
  return output
}

const inputGradient = (
  kernels: Kernels,
  outputGradient: DeviceArray,
  filter: DeviceArray,
  { kernel, stride, padding, input, output }: ConvolutionGeometry,
): DeviceArray => {
  const [batch, height, width, inChannels] = input
  const [, outHeight, outWidth, outChannels] = output
  const [flipped] = kernels.loop([filter], [[kernel, kernel, outChannels, inChannels]], ([from], [into]) =>
    flipFilter(from, into, kernel * kernel, inChannels, outChannels),
  )
  const before = kernel - 1 - padding
  const bottom = height + padding - ((outHeight - 1) * stride + 1)
  const right = width + padding - ((outWidth - 1) * stride + 1)
  const plain = { stride: 1, dilation: 1, margins: [0, 0, 0, 0] } as const
  if (stride === 1 && before >= 0 && bottom >= 0 && right >= 0) {
    const gradient = convolve(kernels, outputGradient, flipped, { ...plain, margins: [before, bottom, before, right] })
    kernels.release(flipped)
    return gradient
  }
  if (kernel === 1) {
    // One weight per channel pair: convolve the few cells first and spread them after.
    const cells = convolve(kernels, outputGradient, flipped, plain)
    kernels.release(flipped)
    const gradient = spreadMaps(kernels, cells, input, before, stride)
    kernels.release(cells)
    return gradient
  }
  const spreadGradient = spreadMaps(kernels, outputGradient, [batch, height + kernel - 1, width + kernel - 1, outChannels], before, stride)
  const gradient = convolve(kernels, spreadGradient, flipped, plain)
  kernels.release(flipped)
  kernels.release(spreadGradient)
  return gradient
}

/** output[i, j, c, o] = maps[c, i, j, o], cropped to the first `kernel` rows and columns. */
const asFilter = (maps: Float32Array, output: Float32Array, [inChannels, height, width, outChannels]: MapBatch, kernel: number): void => {
  for (let c = 0; c < inChannels; c += 1) {
    for (let i = 0; i < kernel; i += 1) {
      for (let j = 0; j < kernel; j += 1) {
        const source = ((c * height + i) * width + j) * outChannels
        const target = ((i * kernel + j) * inChannels + c) * outChannels
        for (let o = 0; o < outChannels; o += 1) output[target + o] = maps[source + o] as number
      }
    }
  }
}

const filterGradient = (
  kernels: Kernels,
  saved: DeviceArray,
  outputGradient: DeviceArray,
  { kernel, stride, padding, input, output }: ConvolutionGeometry,
): DeviceArray => {
  const [batch, height, width, inChannels] = input
  const [, outHeight, outWidth, outChannels] = output
  const maps = kernels.run('Transpose', { x: saved }, { perm: [3, 1, 2, 0] }, [inChannels, height, width, batch])
  const weights = kernels.run('Transpose', { x: outputGradient }, { perm: [1, 2, 0, 3] }, [outHeight, outWidth, batch, outChannels])
  // Rows that no window reached (the stride did not divide) need no padding either; what is still too many is cropped below.
  const after = (size: number, count: number): number => Math.max(0, (count - 1) * stride + kernel - size - padding)
  const margins = [padding, after(height, outHeight), padding, after(width, outWidth)] as const
  const correlation = convolve(kernels, maps, weights, { stride: 1, margins, dilation: stride })
  kernels.release(maps)
  kernels.release(weights)
  const [gradient] = kernels.loop([correlation], [[kernel, kernel, inChannels, outChannels]], ([from], [into]) =>
    asFilter(from, into, mapBatch(correlation), kernel),
  )
  kernels.release(correlation)
  return gradient
}

/** `Backend.conv2d`, by loops and stock kernels. */
export const conv2d = (kernels: Kernels): WeightedOperation<Conv2dOptions> =>
  weightedBy(kernels, {
    geometryOf,
    weightOf: ({ filter }) => filter,
    forward: (input, filter, bias, { stride, padding }, ending) => {
      const margins = [padding, padding, padding, padding] as const
      return endedBy(kernels, convolve(kernels, input, filter, { stride, margins, dilation: 1, bias }), ending)
    },
    inputGradient: (outputGradient, filter, geometry) => inputGradient(kernels, outputGradient, filter, geometry),
    weightGradient: (input, outputGradient, geometry) => filterGradient(kernels, input, outputGradient, geometry),
    biasGradient: (outputGradient) => channelSums(kernels, outputGradient),
  })
