/** One step of Adam by our kernel, in one pass; see `engine/adam.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import { adamBy } from '../../adam.js'
import type { Backend } from '../../backend.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const adam = (kernels: InPlaceKernels): Backend['adam'] =>
  adamBy((parameter, gradient, moments, { decay, keep, beta1, rest1, beta2, rest2, rate, rootScale, epsilon }) => {
    const { shape } = parameter
    return kernels.inPlace(
      [parameter, gradient, ...(moments ?? [])],
      [shape, shape, shape],
      0,
      (simd, [p, g, m = 0, v = 0], [to, mTo, vTo]) =>
        simd.adamStep(p, g, m, v, to, mTo, vTo, elementCount(shape), decay, keep, beta1, rest1, beta2, rest2, rate, rootScale, epsilon),
    )
  })
