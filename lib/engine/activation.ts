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
 */
import { isPositive32 } from '../shape/float32.js'
import { invariant } from '../shape/invariant.js'
import { shown } from '../shape/shown.js'

/** Those without a number; one type, so that they are one member of every union that has them, which the compiler goes through again and again. */
export interface PlainActivation {
  readonly _tag: 'relu' | 'relu6' | 'hardSwish' | 'sigmoid' | 'tanh' | 'silu' | 'gelu' | 'geluTanh' | 'softplus'
}

/** Which activation, with its number where it has one: slope and alpha are positive numbers of float32, 2^-126 or more. */
export type Activation =
  | PlainActivation
  | { readonly _tag: 'leakyRelu'; readonly slope: number }
  | { readonly _tag: 'elu'; readonly alpha: number }

/** Its slope or alpha; 0 where it has none. */
export const parameterOf = (activation: Activation): number =>
  activation._tag === 'leakyRelu' ? activation.slope : activation._tag === 'elu' ? activation.alpha : 0

/** What each is told; for callers that the compiler does not check. */
const parameters: Readonly<Record<Activation['_tag'], string | undefined>> = {
  relu: undefined,
  leakyRelu: 'slope',
  relu6: undefined,
  hardSwish: undefined,
  sigmoid: undefined,
  tanh: undefined,
  silu: undefined,
  gelu: undefined,
  geluTanh: undefined,
  elu: 'alpha',
  softplus: undefined,
}

/** One that there is, with a number that it can have; else a mistake of whoever asks. */
export const checkActivation = (activation: Activation): void => {
  const tag: unknown = (activation as Partial<Activation> | undefined)?._tag
  if (typeof tag !== 'string' || !Object.hasOwn(parameters, tag)) invariant(`there is no activation ${shown(tag)}`)
  const name = parameters[activation._tag]
  const value: unknown = parameterOf(activation)
  if (name !== undefined && !(typeof value === 'number' && isPositive32(value)))
    invariant(`the ${name} of ${tag} is ${shown(value)}, not a positive number of float32 (2^-126 or more)`)
}
