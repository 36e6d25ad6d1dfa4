/** Activations and their derivatives in float64, one number at a time; see `engine/activation.ts` for what they mean. */
import type { Activation } from '../../activation.js'

/** With which e^(-a²/2) is 0 as float32. */
const largest = 15

/** P(X < -a) e^(a²/2) of a normal X, for 0 <= a <= 15, to 13 digits: as in `assembly/activationValue.ts`, by a polynomial of degree 16. */
const normalTail = (a: number): number => {
  const q = (a - 3.5) / (a + 3.5)
  const polynomial = [
    -2.580057004882961e-7, -1.1966751328714412e-6, -8.827876277712102e-7, 5.583696444226308e-6, 1.1329956221019303e-5,
    -1.8809947000796668e-5, -7.553300692689945e-5, 6.70472893123742e-5, 0.00047664946484119136, -0.0004450157310851512,
    -0.0031891005220860014, 0.006476219156603136, 0.017407832591079142, -0.11605092872189374, 0.3154249698877763, -0.5655618160537165,
    0.7444160754359405,
  ].reduce((sum, coefficient) => sum * q + coefficient)
  return polynomial / (a + 3.5)
}

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))

/** P(X < x) of a normal X. */
const normal = (x: number): number => {
  const a = Math.min(Math.abs(x), largest)
  const tail = Math.exp((-a * a) / 2) * normalTail(a)
  return x < 0 ? tail : 1 - tail
}

/** Behind it x sigmoid(x) is 0 below, and x above; an infinity has no product with 0. */
const bounded = (x: number): number => Math.max(x, -1000)

const twiceRoot = Math.sqrt(8 / Math.PI)
const tanhForm = (x: number): number => twiceRoot * (x + 0.044715 * x ** 3)

/** NaN included, which is not above 0. */
const negative = (x: number): boolean => x <= 0

/** The function of an activation. */
export const functionOf = (activation: Activation): ((x: number) => number) => {
  switch (activation._tag) {
    case 'relu':
      // no branch, which the signs of activations mispredict
      return (x) => Math.max(x, 0)
    case 'leakyRelu': {
      const slope = Math.fround(activation.slope)
      return (x) => (negative(x) ? slope * x : x)
    }
    case 'relu6':
      return (x) => (negative(x) ? 0 : Math.min(x, 6))
    case 'hardSwish':
      return (x) => (x <= -3 ? 0 : x >= 3 ? x : (x * (x + 3)) / 6)
    case 'sigmoid':
      return sigmoid
    case 'tanh':
      return Math.tanh
    case 'silu':
      return (x) => bounded(x) * sigmoid(x)
    case 'gelu':
      return (x) => (x < -largest ? 0 : x * normal(x))
    case 'geluTanh':
      return (x) => bounded(x) * sigmoid(tanhForm(x))
    case 'elu': {
      const alpha = Math.fround(activation.alpha)
      return (x) => (negative(x) ? alpha * Math.expm1(x) : x)
    }
    case 'softplus':
      return (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
  }
}

/** What the output's gradient is multiplied by, of what the pullback saved: the output, or the input of silu, gelu, geluTanh and hardSwish. */
export const derivativeOf = (activation: Activation): ((saved: number) => number) => {
  switch (activation._tag) {
    case 'relu':
      return (y) => (negative(y) ? 0 : 1)
    case 'leakyRelu': {
      const slope = Math.fround(activation.slope)
      return (y) => (y > 0 ? 1 : slope)
    }
    case 'relu6':
      return (y) => (negative(y) || y >= 6 ? 0 : 1)
    case 'hardSwish':
      return (x) => (x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5)
    case 'sigmoid':
      return (y) => y * (1 - y)
    case 'tanh':
      return (y) => 1 - y * y
    case 'silu':
      return (given) => {
        const x = Math.min(bounded(given), 1000)
        return sigmoid(x) * (1 + x * sigmoid(-x))
      }
    case 'gelu':
      return (given) => {
        const x = Math.max(-largest, Math.min(given, largest))
        return normal(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
      }
    case 'geluTanh':
      return (given) => {
        const x = Math.max(-largest, Math.min(given, largest))
        const form = tanhForm(x)
        return sigmoid(form) + x * sigmoid(form) * sigmoid(-form) * twiceRoot * (1 + 3 * 0.044715 * x * x)
      }
    case 'elu': {
      const alpha = Math.fround(activation.alpha)
      return (y) => (y > 0 ? 1 : y + alpha)
    }
    case 'softplus':
      return (y) => -Math.expm1(-y)
  }
}
