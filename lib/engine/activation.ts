/**
 * Activations: one function of one number, applied to each. The definitions, and the derivatives where there is a corner, are PyTorch's.
 *
 *     relu       max(x, 0)                                           derivative 0 at 0
 *     leakyRelu  x, or slope x where x <= 0                          slope at 0
 *     relu6      min(max(x, 0), 6)                                   0 at 0 and at 6
 *     hardSwish  x min(max(x + 3, 0), 6) / 6                         x / 3 + 1/2 from -3 to 3, both included
 *     sigmoid    1 / (1 + e^-x)
 *     tanh       (e^x - e^-x) / (e^x + e^-x)
 *     silu       x sigmoid(x)
 *     gelu       x P(X < x) of a normal X
 *     geluTanh   x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))) / 2
 *     elu        x, or alpha (e^x - 1) where x <= 0                  alpha at 0
 *     softplus   ln(1 + e^x)
 *
 * NaN gives NaN, an infinity the limit there (of silu, gelu, geluTanh and hardSwish 0 at -infinity, where PyTorch has a NaN), and no finite number
 * anything that is not finite. The sign of a zero is nobody's business.
 *
 * A pullback saves one array. Where the derivative follows from the output it is the output, which the layer behind saves anyway; a derivative near
 * 0 is then as exact as the difference it is (1 - y for sigmoid: to half a unit of the last place of 1). Of silu, gelu, geluTanh and hardSwish,
 * which give some numbers twice, it is the input.
 */
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

/** Which activation, with its number where it has one: slope and alpha are above 0 and finite, as float32 too. */
export type Activation =
  | {
      readonly _tag: 'relu' | 'relu6' | 'hardSwish' | 'sigmoid' | 'tanh' | 'silu' | 'gelu' | 'geluTanh' | 'softplus'
    }
  | { readonly _tag: 'leakyRelu'; readonly slope: number }
  | { readonly _tag: 'elu'; readonly alpha: number }

/** Its slope or alpha; 0 where it has none. */
export const parameterOf = (activation: Activation): number =>
  activation._tag === 'leakyRelu' ? activation.slope : activation._tag === 'elu' ? activation.alpha : 0

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
    const output = forward(input, activation)
    release(input)
    return output
  },
  differentiate: (input, activation) => {
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
