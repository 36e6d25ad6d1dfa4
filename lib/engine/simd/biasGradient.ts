import { channelsOf, elementCount } from '../../shape/shape.js'
import type { DeviceArray } from '../backend.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** Sums over every axis but the last. Borrows. */
export const biasGradient = (kernels: InPlaceKernels, outputGradient: DeviceArray): DeviceArray => {
  const channels = channelsOf(outputGradient.shape)
  const rows = elementCount(outputGradient.shape) / channels
  const [sums] = kernels.inPlace([outputGradient], [[channels]], 0, (simd, [dy], [db]) => simd.sumRows(dy, rows, channels, db))
  return sums
}
