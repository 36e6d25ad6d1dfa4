/**
 * Softmax over the channels of each position, or its logarithm:
 *
 *     y = exp(x) / sum exp(x)        dx = y (dy - sum y dy)
 *     y = x - log sum exp(x)         dx = dy - exp(y) sum dy
 *
 * A position's largest number is subtracted first, so no exponential overflows. Where one is NaN, all of the position are.
 */
import { invariant } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation, SoftmaxOptions } from './backend.js'
import type { Memory } from './memory.js'

/** What a device computes, all borrowing: the output; and the input's gradient from the output and its gradient. */
export interface SoftmaxPasses {
  readonly forward: (input: DeviceArray, options: SoftmaxOptions) => DeviceArray
  readonly backward: (output: DeviceArray, outputGradient: DeviceArray, options: SoftmaxOptions) => DeviceArray
}

/** The operation around its two passes: who owns what, and for how long. */
export const softmaxBy = ({ share, release }: Memory, { forward, backward }: SoftmaxPasses): Operation<SoftmaxOptions, InputGradient> => {
  const apply = (input: DeviceArray, options: SoftmaxOptions): DeviceArray => {
    if (elementCount(input.shape) === 0) invariant(`softmax was given ${showShape(input.shape)}`)
    const output = forward(input, options)
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input, options) => {
      const output = apply(input, options)
      const saved = share(output)
      return [
        output,
        (outputGradient) => {
          const gradient = backward(saved, outputGradient, options)
          release(saved)
          release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
