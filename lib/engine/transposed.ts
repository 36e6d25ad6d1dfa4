/**
 * Transposed convolution, NHWC: each cell of the input is spread over the window's cells of the output. With a filter [kernelHeight, kernelWidth, outChannels, inChannels],
 * a stride s, a padding p and a dilation d along each axis,
 *
 *     output[n, y s + i d - p, x s + j d - p, o] = bias[o] + sum over all such y, x, i, j and c of input[n, y, x, c] filter[i, j, o, c]
 *
 * so it is the input gradient of the convolution that goes the other way, by its filter; its own input gradient is that convolution, and the filter's
 * gradient is that of the same convolution, to which the output's gradient is what went in. No kernel is new.
 */
import { known } from '../shape/invariant.js'
import type { ConvTranspose2dOptions, DeviceArray, Ending, WeightedOperation } from './backend.js'
import { type ConvolutionGeometry, transposedGeometryOf } from './convolutionGeometry.js'
import type { Memory } from './memory.js'
import { weightedBy } from './weighted.js'

/** What a device computes of the convolution that goes the other way, whose sizes the geometry has. All borrow what they are given. */
export interface TransposedPasses {
  /** what stands in the convolution's output, brought to its input: with what follows, as any operation with a weight */
  readonly spread: (
    maps: DeviceArray,
    filter: DeviceArray,
    bias: DeviceArray | undefined,
    geometry: ConvolutionGeometry,
    ending: Ending,
  ) => DeviceArray
  readonly convolved: (maps: DeviceArray, filter: DeviceArray, geometry: ConvolutionGeometry) => DeviceArray
  readonly filterGradient: (input: DeviceArray, outputGradient: DeviceArray, geometry: ConvolutionGeometry) => DeviceArray
  readonly biasGradient: (outputGradient: DeviceArray) => DeviceArray
}

/** `Backend.convTranspose2d` by a device's passes. */
export const transposedBy = (
  memory: Memory,
  { spread, convolved, filterGradient, biasGradient }: TransposedPasses,
): WeightedOperation<ConvTranspose2dOptions> =>
  weightedBy(memory, {
    geometryOf: transposedGeometryOf,
    weightOf: ({ filter }) => filter,
    outputsOf: ({ shape }) => known(shape[2]),
    forward: spread,
    inputGradient: convolved,
    weightGradient: (input, outputGradient, geometry) => filterGradient(outputGradient, input, geometry),
    biasGradient,
  })
