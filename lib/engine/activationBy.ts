/**
 * An activation's ownership. Its pullback saves one array. Where the derivative follows from the output it is the output, which the layer behind saves
 * anyway; a derivative near 0 is then as exact as the difference it is (1 - y for sigmoid: to half a unit of the last place of 1). Of silu, gelu,
 * geluTanh and hardSwish, which give some numbers twice, it is the input.
 */
import { type Activation, checkActivation } from './activation.js'
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

/** What a device computes, all borrowing: the output; and the input's gradient from what was saved and the output's. */
export interface ActivationPasses {
  readonly forward: (input: DeviceArray, activation: Activation) => DeviceArray
  readonly backward: (saved: DeviceArray, outputGradient: DeviceArray, activation: Activation) => DeviceArray
}

const savesInput = ({ _tag: tag }: Activation): boolean => tag === 'silu' || tag === 'gelu' || tag === 'geluTanh' || tag === 'hardSwish'

/** The operation around its two passes: who owns what, and for how long. */
export const activationBy = (
  { share, release }: Memory,
  { forward, backward }: ActivationPasses,
): Operation<Activation, InputGradient> => ({
  apply: (input, activation) => {
    checkActivation(activation)
    const output = forward(input, activation)
    release(input)
    return output
  },
  differentiate: (input, activation) => {
    checkActivation(activation)
    const output = forward(input, activation)
    const saved = savesInput(activation) ? input : share(output)
    if (saved !== input) release(input)
    return [
      output,
      (outputGradient) => {
        const gradient = backward(saved, outputGradient, activation)
        release(saved)
        release(outputGradient)
        return { input: gradient }
      },
    ]
  },
})
