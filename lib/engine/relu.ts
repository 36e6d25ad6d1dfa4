/** max(x, 0), whose derivative at 0 is taken as 0 (as PyTorch does); a NaN stays a NaN. */
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

/** What a device computes, both borrowing: the output, and from it and the output's gradient the input's. */
export interface ReluPasses {
  readonly forward: (input: DeviceArray) => DeviceArray
  readonly backward: (output: DeviceArray, outputGradient: DeviceArray) => DeviceArray
}

export const reluBy = ({ share, release }: Memory, { forward, backward }: ReluPasses): Operation<undefined, InputGradient> => {
  const apply = (input: DeviceArray): DeviceArray => {
    const output = forward(input)
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input) => {
      const output = apply(input)
      const saved = share(output)
      return [
        output,
        (outputGradient) => {
          const gradient = backward(saved, outputGradient)
          release(saved)
          release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
