/** Activations by our kernels; see `engine/activation.ts` for what they mean. */
import { elementCount } from '../../../shape/shape.js'
import { parameterOf } from '../../activation.js'
import { activationBy } from '../../activationBy.js'
import type { Backend } from '../../backend.js'
import { activationKind } from './activationKind.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** `Backend.activation` by our kernels. */
export const activation = (kernels: InPlaceKernels): Backend['activation'] =>
  activationBy(kernels, {
    forward: (input, which) => {
      const [output] = kernels.inPlace([input], [input.shape], 0, (simd, [x], [y]) =>
        simd.activate(activationKind(which), parameterOf(which), x, y, elementCount(input.shape)),
      )
      return output
    },
    backward: (saved, outputGradient, which) => {
      const [gradient] = kernels.inPlace([saved, outputGradient], [saved.shape], 0, (simd, [kept, dy], [dx]) =>
        simd.activateGradient(activationKind(which), parameterOf(which), kept, dy, dx, elementCount(saved.shape)),
      )
      return gradient
    },
  })
