/** One pass of a convolution, however it is computed, run over arrays: borrowed inputs, one new output. */
import type { DeviceArray } from '../backend.js'
import type { Pass } from './directConvolution.js'
import type { FilterGradient } from './directFilterGradient.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

const noArray = 0

/** Maps and a filter, perhaps a bias, to maps. */
export const passBy = (
  kernels: InPlaceKernels,
  { scratchBytes, run }: Pass,
  maps: DeviceArray,
  filter: DeviceArray,
  bias: DeviceArray | undefined,
  shape: readonly number[],
): DeviceArray => {
  const borrowed = bias === undefined ? [maps, filter] : [maps, filter, bias]
  const [output] = kernels.inPlace(borrowed, [shape], scratchBytes, (simd, [x, w, b = noArray], [y], scratch) =>
    run(simd, x as number, w as number, b, y, scratch),
  )
  return output
}

/** Maps and an output's gradient to a filter's. */
export const filterGradientBy = (
  kernels: InPlaceKernels,
  { scratchBytes, run }: FilterGradient,
  maps: DeviceArray,
  outputGradient: DeviceArray,
  shape: readonly number[],
): DeviceArray => {
  const [gradient] = kernels.inPlace([maps, outputGradient], [shape], scratchBytes, (simd, [x, dy], [dw], scratch) =>
    run(simd, x, dy, dw, scratch),
  )
  return gradient
}
