/** Convolutions in groups by loops over the heap, depthwise ones among them; see `engine/convolutionGeometry.ts` for what they mean. */
import type { Conv2dOptions } from '../../backend.js'
import { type ConvolutionGeometry, groupsOf } from '../../convolutionGeometry.js'
import type { WeightedPasses } from '../../weighted.js'
import type { Kernels } from '../kernels.js'
import { channelSums } from './channelSums.js'
import { endedBy } from './endedBy.js'

/** Every product of a number of the input and one of the filter, by their offsets and that of the output that it is part of. */
const eachProduct = (geometry: ConvolutionGeometry, visit: (to: number, from: number, weight: number) => void): void => {
  const { y: down, x: across, filter, input, output } = geometry
  const [batch, height, width, channels] = input
  const [, outHeight, outWidth, outChannels] = output
  const [, , read] = filter
  const made = outChannels / groupsOf(geometry)
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y < outHeight; y += 1)
      for (let x = 0; x < outWidth; x += 1)
        for (let i = 0; i < down.taps; i += 1)
          for (let j = 0; j < across.taps; j += 1) {
            const row = y * down.stride + i * down.dilation - down.padding
            const column = x * across.stride + j * across.dilation - across.padding
            if (row < 0 || row >= height || column < 0 || column >= width) continue
            const to = ((n * outHeight + y) * outWidth + x) * outChannels
            const from = ((n * height + row) * width + column) * channels
            const tap = (i * across.taps + j) * read * outChannels
            for (let o = 0; o < outChannels; o += 1) {
              const seen = from + Math.floor(o / made) * read
              for (let c = 0; c < read; c += 1) visit(to + o, seen + c, tap + c * outChannels + o)
            }
          }
}

/** Sums of products in float64, rounded once. */
const addTo = (sums: Float64Array, at: number, left: number, right: number): void => {
  sums[at] = (sums[at] as number) + left * right
}

type Passes = WeightedPasses<Conv2dOptions, ConvolutionGeometry>

/** What a convolution in groups computes, by loops. */
export const groupedPasses = (kernels: Kernels): Pick<Passes, 'forward' | 'inputGradient' | 'weightGradient' | 'biasGradient'> => ({
  forward: (input, filter, bias, geometry, ending) => {
    const channels = geometry.output[3]
    const borrowed = bias === undefined ? [input, filter] : [input, filter, bias]
    const [output] = kernels.loop(borrowed, [geometry.output], ([x, w, b], [y]) => {
      const [xs, ws] = [x as Float32Array, w as Float32Array]
      const sums = Float64Array.from(y as Float32Array, (_, at) => b?.[at % channels] ?? 0)
      eachProduct(geometry, (to, from, weight) => addTo(sums, to, xs[from] as number, ws[weight] as number))
      y.set(sums)
    })
    return endedBy(kernels, output, ending)
  },
  inputGradient: (outputGradient, filter, geometry) => {
    const [gradient] = kernels.loop([outputGradient, filter], [geometry.input], ([dy, w], [dx]) => {
      const sums = new Float64Array(dx.length)
      eachProduct(geometry, (to, from, weight) => addTo(sums, from, dy[to] as number, w[weight] as number))
      dx.set(sums)
    })
    return gradient
  },
  weightGradient: (input, outputGradient, geometry) => {
    const [gradient] = kernels.loop([input, outputGradient], [geometry.filter], ([x, dy], [dw]) => {
      const sums = new Float64Array(dw.length)
      eachProduct(geometry, (to, from, weight) => addTo(sums, weight, x[from] as number, dy[to] as number))
      dw.set(sums)
    })
    return gradient
  },
  biasGradient: (outputGradient) => channelSums(kernels, outputGradient),
})
