/** Transposed convolution by the loops and stock kernels of convolutions; see `engine/transposed.ts` for what it computes. */
import { sameShape } from '../../../shape/shape.js'
import type { ConvTranspose2dOptions, DeviceArray, WeightedOperation } from '../../backend.js'
import type { ConvolutionGeometry } from '../../convolutionGeometry.js'
import { transposedBy } from '../../transposed.js'
import type { Kernels } from '../kernels.js'
import { channelSums } from './channelSums.js'
import { convolution, filterGradient, inputGradient, spreadMaps } from './conv2d.js'
import { endedBy } from './endedBy.js'

/** Without the places that a stock convolution finds for windows behind the last. */
const convolved = (kernels: Kernels, maps: DeviceArray, filter: DeviceArray, geometry: ConvolutionGeometry): DeviceArray => {
  const all = convolution(kernels, maps, filter, geometry)
  if (sameShape(all.shape, geometry.output)) return all
  const cropped = spreadMaps(kernels, all, geometry.output, [0, 0], [1, 1])
  kernels.release(all)
  return cropped
}

/** `Backend.convTranspose2d`, by loops and stock kernels. */
export const convTranspose2d = (kernels: Kernels): WeightedOperation<ConvTranspose2dOptions> =>
  transposedBy(kernels, {
    spread: (maps, filter, bias, geometry, ending) => {
      const plain = inputGradient(kernels, maps, filter, geometry)
      if (bias === undefined) return endedBy(kernels, plain, ending)
      const biased = kernels.run('Add', { a: plain, b: bias }, {}, plain.shape)
      kernels.release(plain)
      return endedBy(kernels, biased, ending)
    },
    convolved: (maps, filter, geometry) => convolved(kernels, maps, filter, geometry),
    filterGradient: (input, outputGradient, geometry) => filterGradient(kernels, input, outputGradient, geometry),
    biasGradient: (outputGradient) => channelSums(kernels, outputGradient),
  })
