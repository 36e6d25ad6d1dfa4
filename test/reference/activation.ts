/** Activations and their derivatives, slow and obvious, in float64: definitions as PyTorch's documentation writes them. */
import type { Activation } from '../../lib/engine/activation.js'

/** e^(t²) erfc(t) for t >= 0: by the series of erf, all of whose terms are positive, and by the continued fraction where that would cancel. */
const scaledErfc = (t: number): number => {
  if (t < 1.5) {
    let term = t
    let sum = t
    for (let n = 1; n < 60; n += 1) {
      term *= (2 * t * t) / (2 * n + 1)
      sum += term
    }
    return Math.exp(t * t) - (2 / Math.sqrt(Math.PI)) * sum
  }
  let tail = t
  for (let n = 300; n > 0; n -= 1) tail = t + n / 2 / tail
  return 1 / (Math.sqrt(Math.PI) * tail)
}

/** P(X < x) of a normal X. */
const normal = (x: number): number => {
  const below = 0.5 * Math.exp((-x * x) / 2) * scaledErfc(Math.abs(x) / Math.SQRT2)
  return x < 0 ? below : 1 - below
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))

const slopeOfSigmoid = (x: number): number => sigmoid(x) * sigmoid(-x)

/** (1 + tanh(z)) / 2 = sigmoid(2 z) */
const twiceInner = (x: number): number => 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)
const slopeOfTwiceInner = (x: number): number => 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x)

/** x times what vanishes at -infinity faster than x grows. */
const times = (x: number, share: number): number => (share === 0 ? 0 : x * share)

interface Reference {
  readonly value: (x: number) => number
  readonly slope: (x: number) => number
  /** The size of the terms that the slope is a sum of, where they may cancel. */
  readonly terms?: (x: number) => number
}

export const activationReference = (activation: Activation): Reference => {
  switch (activation._tag) {
    case 'relu':
      return { value: (x) => (x <= 0 ? 0 : x), slope: (x) => (x <= 0 ? 0 : 1) }
    case 'leakyRelu': {
      const slope = Math.fround(activation.slope)
      return { value: (x) => (x > 0 ? x : slope * x), slope: (x) => (x > 0 ? 1 : slope) }
    }
    case 'relu6':
      return { value: (x) => (x <= 0 ? 0 : Math.min(x, 6)), slope: (x) => (x <= 0 || x >= 6 ? 0 : 1) }
    case 'hardSwish':
      return {
        value: (x) => (x <= -3 ? 0 : x >= 3 ? x : (x * (x + 3)) / 6),
        slope: (x) => (x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5),
        terms: (x) => Math.min(Math.abs(x) / 3, 1) + 0.5,
      }
    case 'sigmoid':
      return { value: sigmoid, slope: slopeOfSigmoid }
    case 'tanh':
      return { value: Math.tanh, slope: (x) => 4 * slopeOfSigmoid(2 * x) }
    case 'silu':
      return {
        value: (x) => times(x, sigmoid(x)),
        slope: (x) => sigmoid(x) + times(x, slopeOfSigmoid(x)),
        terms: (x) => sigmoid(x) + Math.abs(times(x, slopeOfSigmoid(x))),
      }
    case 'gelu':
      return {
        value: (x) => times(x, normal(x)),
        slope: (x) => normal(x) + times(x, density(x)),
        terms: (x) => normal(x) + Math.abs(times(x, density(x))),
      }
    case 'geluTanh': {
      const second = (x: number): number => times(x * slopeOfTwiceInner(x), slopeOfSigmoid(twiceInner(x)))
      return {
        value: (x) => times(x, sigmoid(twiceInner(x))),
        slope: (x) => sigmoid(twiceInner(x)) + second(x),
        terms: (x) => sigmoid(twiceInner(x)) + Math.abs(second(x)),
      }
    }
    case 'elu': {
      const alpha = Math.fround(activation.alpha)
      return { value: (x) => (x > 0 ? x : alpha * Math.expm1(x)), slope: (x) => (x > 0 ? 1 : alpha * Math.exp(x)) }
    }
    case 'softplus':
      return { value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: sigmoid }
  }
}
