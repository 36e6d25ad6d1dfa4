/**
 * One step of Adam or AdamW, as PyTorch writes them, for the step with number t, counted from 1:
 *
 *     g = gradient + weightDecay p                         (AdamW: g = gradient, and p loses learningRate weightDecay p instead)
 *     m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g g          (both 0 before the first step)
 *     p - learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 *
 * Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1; Loshchilov and Hutter 2019, "Decoupled weight decay
 * regularization", algorithm 2.
 */
import type { Backend, DeviceArray } from './backend.js'
import { ofOneShape } from './ofOneShape.js'
import type { AdamOptions } from './optimizerSteps.js'

/** What a step multiplies by, in float32. */
export interface AdamNumbers {
  /** of the parameter, added to its gradient */
  readonly decay: number
  /** of the parameter, what decoupled decay leaves of it */
  readonly keep: number
  readonly beta1: number
  readonly rest1: number
  readonly beta2: number
  readonly rest2: number
  /** learningRate / (1 - beta1^t) */
  readonly rate: number
  /** 1 / sqrt(1 - beta2^t) */
  readonly rootScale: number
  readonly epsilon: number
}

const numbersOf = ({ learningRate, beta1, beta2, epsilon, weightDecay, decoupled, step }: AdamOptions): AdamNumbers => ({
  decay: decoupled ? 0 : Math.fround(weightDecay),
  keep: decoupled ? Math.fround(1 - learningRate * weightDecay) : 1,
  beta1: Math.fround(beta1),
  rest1: Math.fround(1 - beta1),
  beta2: Math.fround(beta2),
  rest2: Math.fround(1 - beta2),
  rate: Math.fround(learningRate / (1 - beta1 ** step)),
  rootScale: Math.fround(1 / Math.sqrt(1 - beta2 ** step)),
  epsilon: Math.fround(epsilon),
})

/** A device's step: the parameter and both moments after it. */
export type AdamStep = (
  parameter: DeviceArray,
  gradient: DeviceArray,
  moments: readonly [first: DeviceArray, second: DeviceArray] | undefined,
  numbers: AdamNumbers,
) => readonly [parameter: DeviceArray, first: DeviceArray, second: DeviceArray]

/** A device's step, given arrays of one shape alone, and numbers of float32. */
export const adamBy =
  (step: AdamStep): Backend['adam'] =>
  (parameter, gradient, moments, options) => {
    ofOneShape(parameter, gradient, moments?.first, moments?.second)
    const [next, first, second] = step(parameter, gradient, moments && [moments.first, moments.second], numbersOf(options))
    return { parameter: next, first, second }
  }
