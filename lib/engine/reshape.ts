/** The same elements with another shape, forward and backward. */
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

/** By a device's way to see an array with another shape, which borrows it: no copy where its layout allows. */
export const reshapeBy = (
  { release }: Memory,
  seen: (array: DeviceArray, shape: readonly number[]) => DeviceArray,
): Operation<readonly number[], InputGradient> => {
  const apply = (input: DeviceArray, shape: readonly number[]): DeviceArray => {
    const output = seen(input, shape)
    release(input)
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
