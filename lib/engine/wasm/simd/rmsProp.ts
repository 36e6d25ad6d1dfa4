/** One step of RMSProp by our kernel, in one pass; see `engine/rmsProp.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { rmsPropBy } from '../../rmsProp.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const rmsProp = (kernels: InPlaceKernels): Backend['rmsProp'] =>
  rmsPropBy((parameter, gradient, kept, { decay, alpha, rest, epsilon, momentum, rate }) => {
    const { shape } = parameter
    const velocity = momentum === 0 ? [] : [shape]
    return kernels.inPlace(
      [parameter, gradient, ...kept],
      [shape, shape, ...velocity],
      0,
      (simd, [p, g, s = 0, v = 0], [to, sTo, vTo = 0]) =>
        simd.rmsPropStep(p, g, s, v, to, sTo, vTo, elementCount(shape), decay, alpha, rest, epsilon, momentum, rate),
    )
  })
