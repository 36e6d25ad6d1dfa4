/** One step of SGD by our kernel, in one pass; see `engine/sgd.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import type { Backend, DeviceArray } from '../../backend.js'
import { sgdBy } from '../../sgd.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const sgd = (kernels: InPlaceKernels): Backend['sgd'] =>
  sgdBy((parameter, gradient, velocity, { learningRate, momentum, nesterov, weightDecay }) => {
    const { shape } = parameter
    const [next, nextVelocity] = kernels.inPlace(
      velocity === undefined ? [parameter, gradient] : [parameter, gradient, velocity],
      momentum === 0 ? [shape] : [shape, shape],
      0,
      (simd, [p = 0, g = 0, v = 0], [to = 0, vTo = 0]) =>
        simd.descend(p, g, v, to, vTo, elementCount(shape), learningRate, momentum, weightDecay, nesterov ? 1 : 0),
    ) as readonly [DeviceArray, DeviceArray?]
    return { parameter: next, velocity: nextVelocity }
  })
