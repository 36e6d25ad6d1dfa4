/** Convolution in groups by loops over the heap, a depthwise one among them; see `engine/convolutionGeometry.ts` for what it means. */
import type { Conv2dOptions, DeviceArray, WeightedOperation } from '../../backend.js'
import { type ConvolutionGeometry, depthwiseGeometryOf, filterShapeOf } from '../../convolutionGeometry.js'
import { type WeightedPasses, weightedBy } from '../../weighted.js'
import type { Kernels } from '../kernels.js'
import { channelSums } from './channelSums.js'
import { endedBy } from './endedBy.js'

/** For each output and tap that is on the map: the offsets of the first channel of output, cell and tap. */
const eachTap = (
  { y: down, x: across, groups, input, output }: ConvolutionGeometry,
  visit: (to: number, from: number, tap: number) => void,
): void => {
  const [batch, height, width, inChannels] = input
  const [, outHeight, outWidth, outChannels] = output
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y < outHeight; y += 1)
      for (let x = 0; x < outWidth; x += 1)
        for (let i = 0; i < down.taps; i += 1)
          for (let j = 0; j < across.taps; j += 1) {
            const row = y * down.stride + i * down.dilation - down.padding
            const column = x * across.stride + j * across.dilation - across.padding
            if (row < 0 || row >= height || column < 0 || column >= width) continue
            const to = ((n * outHeight + y) * outWidth + x) * outChannels
            visit(to, ((n * height + row) * width + column) * inChannels, ((i * across.taps + j) * inChannels * outChannels) / groups)
          }
}

/** For each product: the places of output, cell and weight. */
const eachProduct = (geometry: ConvolutionGeometry, visit: (to: number, from: number, weight: number) => void): void => {
  const [inputs, outputs] = [geometry.input[3] / geometry.groups, geometry.output[3] / geometry.groups]
  eachTap(geometry, (to, from, tap) => {
    for (let o = 0; o < geometry.output[3]; o += 1) {
      const first = from + Math.floor(o / outputs) * inputs
      for (let c = 0; c < inputs; c += 1) visit(to + o, first + c, tap + c * geometry.output[3] + o)
    }
  })
}

/** Sums in float64, rounded once. */
const summed = (target: Float32Array, first: (at: number) => number, add: (sums: Float64Array) => void): void => {
  const sums = Float64Array.from(target, (_, at) => first(at))
  add(sums)
  target.set(sums)
}

const none = (): number => 0

/** The passes of such a convolution. */
export const groupedPasses = (
  kernels: Kernels,
): Pick<WeightedPasses<Conv2dOptions, ConvolutionGeometry>, 'forward' | 'inputGradient' | 'weightGradient' | 'biasGradient'> => ({
  forward: (input, filter, bias, geometry, ending) => {
    const channels = geometry.output[3]
    const borrowed: readonly DeviceArray[] = bias === undefined ? [input, filter] : [input, filter, bias]
    const [output] = kernels.loop(borrowed, [geometry.output], ([x, w, b], [y]) => {
      const [maps, weights] = [x as Float32Array, w as Float32Array]
      const first = (at: number): number => b?.[at % channels] ?? 0
      summed(y, first, (sums) =>
        eachProduct(geometry, (to, from, weight) => {
          sums[to] = (sums[to] as number) + (maps[from] as number) * (weights[weight] as number)
        }),
      )
    })
    return endedBy(kernels, output, ending)
  },
  inputGradient: (outputGradient, filter, geometry) => {
    const [gradient] = kernels.loop([outputGradient, filter], [geometry.input], ([dy, w], [dx]) =>
      summed(dx, none, (sums) =>
        eachProduct(geometry, (to, from, weight) => {
          sums[from] = (sums[from] as number) + (dy[to] as number) * (w[weight] as number)
        }),
      ),
    )
    return gradient
  },
  weightGradient: (input, outputGradient, geometry) => {
    const [gradient] = kernels.loop([input, outputGradient], [filterShapeOf(geometry)], ([x, dy], [dw]) =>
      summed(dw, none, (sums) =>
        eachProduct(geometry, (to, from, weight) => {
          sums[weight] = (sums[weight] as number) + (x[from] as number) * (dy[to] as number)
        }),
      ),
    )
    return gradient
  },
  biasGradient: (outputGradient) => channelSums(kernels, outputGradient),
})

/** `Backend.depthwiseConv2d`, by loops. */
export const depthwiseConv2d = (kernels: Kernels): WeightedOperation<Conv2dOptions> =>
  weightedBy(kernels, { geometryOf: depthwiseGeometryOf, weightOf: ({ filter }) => filter, ...groupedPasses(kernels) })
