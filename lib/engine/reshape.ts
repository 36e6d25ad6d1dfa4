/** The same elements with another shape: no copy, neither forward nor backward. */
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Kernels } from './kernels.js'

/** `Backend.reshape`: another view of the same memory. */
export const reshape = (kernels: Kernels): Operation<readonly number[], InputGradient> => {
  const apply = (input: DeviceArray, shape: readonly number[]): DeviceArray => {
    const output = kernels.view(input, shape)
    kernels.release(input)
    return output
  }
  return {
    apply,
    differentiate: (input, shape) => {
      const before = input.shape
      return [apply(input, shape), (outputGradient) => ({ input: apply(outputGradient, before) })]
    },
  }
}
