/** max(x, 0) by our kernels; see `engine/relu.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import type { InputGradient, Operation } from '../../backend.js'
import { reluBy } from '../../relu.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const relu = (kernels: InPlaceKernels): Operation<undefined, InputGradient> =>
  reluBy(kernels, {
    forward: (input) => {
      const [output] = kernels.inPlace([input], [input.shape], 0, (simd, [x], [y]) => simd.rectify(x, y, elementCount(input.shape)))
      return output
    },
    backward: (output, outputGradient) => {
      const [gradient] = kernels.inPlace([output, outputGradient], [output.shape], 0, (simd, [y, dy], [dx]) =>
        simd.rectifyGradient(y, dy, dx, elementCount(output.shape)),
      )
      return gradient
    },
  })
