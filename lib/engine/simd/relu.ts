/** max(x, 0) by our kernels; see the portable `relu.ts` for what it means. */
import { elementCount } from '../../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from '../backend.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** `Backend.relu` by our kernels. */
export const relu = (kernels: InPlaceKernels): Operation<undefined, InputGradient> => {
  const apply = (input: DeviceArray): DeviceArray => {
    const [output] = kernels.inPlace([input], [input.shape], 0, (simd, [x], [y]) => simd.rectify(x, y, elementCount(input.shape)))
    kernels.release(input)
    return output
  }
  return {
    apply,
    differentiate: (input) => {
      const output = apply(input)
      const saved = kernels.share(output)
      return [
        output,
        (outputGradient) => {
          const [gradient] = kernels.inPlace([saved, outputGradient], [saved.shape], 0, (simd, [y, dy], [dx]) =>
            simd.rectifyGradient(y, dy, dx, elementCount(saved.shape)),
          )
          kernels.release(saved)
          kernels.release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
