/** Depthwise convolution by loops over the heap; see `engine/convolutionGeometry.ts` for what it means. */
import type { Conv2dOptions, WeightedOperation } from '../../backend.js'
import { type ConvolutionGeometry, depthwiseGeometryOf } from '../../convolutionGeometry.js'
import { weightedBy } from '../../weighted.js'
import type { Kernels } from '../kernels.js'
import { channelSums } from './channelSums.js'
import { endedBy } from './endedBy.js'

/** For each output and tap that is on the map: the offsets of the first channel of output, cell and tap. */
const eachTap = (
  { y: down, x: across, input, output }: ConvolutionGeometry,
  visit: (to: number, from: number, tap: number) => void,
): void => {
  const [batch, height, width, channels] = input
  const [, outHeight, outWidth] = output
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y < outHeight; y += 1)
      for (let x = 0; x < outWidth; x += 1)
        for (let i = 0; i < down.taps; i += 1)
          for (let j = 0; j < across.taps; j += 1) {
            const row = y * down.stride + i * down.dilation - down.padding
            const column = x * across.stride + j * across.dilation - across.padding
            if (row < 0 || row >= height || column < 0 || column >= width) continue
            const to = ((n * outHeight + y) * outWidth + x) * channels
            visit(to, ((n * height + row) * width + column) * channels, (i * across.taps + j) * channels)
          }
}

/** Sums of products in float64, rounded once: `sums[a + c] += left[b + c] * right[d + c]`. */
const addProducts = (
  sums: Float64Array,
  a: number,
  left: Float32Array,
  b: number,
  right: Float32Array,
  d: number,
  channels: number,
): void => {
  for (let c = 0; c < channels; c += 1) sums[a + c] = (sums[a + c] as number) + (left[b + c] as number) * (right[d + c] as number)
}

/** `Backend.depthwiseConv2d`, by loops. */
export const depthwiseConv2d = (kernels: Kernels): WeightedOperation<Conv2dOptions> =>
  weightedBy(kernels, {
    geometryOf: depthwiseGeometryOf,
    weightOf: ({ filter }) => filter,
    forward: (input, filter, bias, geometry, ending) => {
      const channels = geometry.output[3]
      const borrowed = bias === undefined ? [input, filter] : [input, filter, bias]
      const [output] = kernels.loop(borrowed, [geometry.output], ([x, w, b], [y]) => {
        const sums = Float64Array.from(y as Float32Array, (_, at) => b?.[at % channels] ?? 0)
        eachTap(geometry, (to, from, tap) => addProducts(sums, to, x as Float32Array, from, w as Float32Array, tap, channels))
        y.set(sums)
      })
      return endedBy(kernels, output, ending)
    },
    inputGradient: (outputGradient, filter, geometry) => {
      const [gradient] = kernels.loop([outputGradient, filter], [geometry.input], ([dy, w], [dx]) => {
        const sums = new Float64Array(dx.length)
        eachTap(geometry, (to, from, tap) => addProducts(sums, from, dy, to, w, tap, geometry.output[3]))
        dx.set(sums)
      })
      return gradient
    },
    weightGradient: (input, outputGradient, geometry) => {
      const [gradient] = kernels.loop([input, outputGradient], [geometry.filter], ([x, dy], [dw]) => {
        const sums = new Float64Array(dw.length)
        eachTap(geometry, (to, from, tap) => addProducts(sums, tap, x, from, dy, to, geometry.input[3]))
        dw.set(sums)
      })
      return gradient
    },
    biasGradient: (outputGradient) => channelSums(kernels, outputGradient),
  })
