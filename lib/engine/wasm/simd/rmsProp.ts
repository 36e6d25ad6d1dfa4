/** One step of RMSProp by our kernel, in one pass; see `engine/rmsProp.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { rmsPropBy } from '../../rmsProp.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const rmsProp = (kernels: InPlaceKernels): Backend['rmsProp'] =>
  rmsPropBy((parameter, gradient, meanSquare, velocity, { decay, alpha, rest, epsilon, momentum, rate }) => {
    const { shape } = parameter
    const moving = momentum !== 0
    const kept = [meanSquare, moving ? velocity : undefined].flatMap((array) => (array === undefined ? [] : [array]))
    return kernels.inPlace(
      [parameter, gradient, ...kept],
      moving ? [shape, shape, shape] : [shape, shape],
      0,
      (simd, [p = 0, g = 0, s = 0, v = 0], [to = 0, sTo = 0, vTo = 0]) =>
        simd.rmsPropStep(p, g, s, v, to, sTo, vTo, elementCount(shape), decay, alpha, rest, epsilon, momentum, rate),
    ) as never
  })
