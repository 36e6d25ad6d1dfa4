/** Clipping by our kernels; see `engine/clippingOperations.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import { besideNorm, clippingBy } from '../../clipping.js'
import type { ClippingOperations } from '../../clippingOperations.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** A sum in float64, as it grows from array to array. */
const sumBytes = 8

export const clipping = (kernels: InPlaceKernels): ClippingOperations =>
  clippingBy(kernels, {
    globalNorm: (arrays) => {
      const [norm] = kernels.inPlace(arrays, [[1]], sumBytes, (simd, inputs, [root], sum) => {
        simd.clear(sum, sumBytes)
        for (const [at, { shape }] of arrays.entries()) simd.addSquares(inputs[at] as number, sum, elementCount(shape))
        simd.storeRoot(sum, root)
      })
      return norm
    },
    clipByNorm: (array, norm, most) => {
      const [scaled] = kernels.inPlace([array, norm], [array.shape], 0, (simd, [x, n], [y]) =>
        simd.scaleToNorm(x, n, y, elementCount(array.shape), most, besideNorm),
      )
      return scaled
    },
    clipByValue: (array, most) => {
      const [bounded] = kernels.inPlace([array], [array.shape], 0, (simd, [x], [y]) =>
        simd.boundElements(x, y, elementCount(array.shape), most),
      )
      return bounded
    },
  })
