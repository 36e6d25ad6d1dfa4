import { channelsOf, elementCount } from '../../../shape/shape.js'
import type { DeviceArray } from '../../backend.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { patternBytes } from './patternBytes.js'

/** Sums over every axis but the last. Borrows. */
export const biasGradient = (kernels: InPlaceKernels, outputGradient: DeviceArray): DeviceArray => {
  const channels = channelsOf(outputGradient.shape)
  const rows = elementCount(outputGradient.shape) / channels
  const [sums] = kernels.inPlace([outputGradient], [[channels]], 2 * patternBytes(channels), (simd, [dy], [db], workspace) =>
    simd.sumGroups(dy, db, 1, rows, channels, 1, workspace),
  )
  return sums
}
