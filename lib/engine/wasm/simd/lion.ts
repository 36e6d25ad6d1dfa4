/** One step of Lion by our kernel, in one pass; see `engine/lion.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { lionBy } from '../../lion.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const lion = (kernels: InPlaceKernels): Backend['lion'] =>
  lionBy((parameter, gradient, moment, { keep, beta1, rest1, beta2, rest2, rate }) => {
    const { shape } = parameter
    return kernels.inPlace(
      moment === undefined ? [parameter, gradient] : [parameter, gradient, moment],
      [shape, shape],
      0,
      (simd, [p = 0, g = 0, m = 0], [to, mTo]) =>
        simd.lionStep(p, g, m, to, mTo, elementCount(shape), keep, beta1, rest1, beta2, rest2, rate),
    )
  })
