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
