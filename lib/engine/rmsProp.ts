/**
 * One step of RMSProp, as PyTorch writes it:
 *
 *     g = gradient + weightDecay p        s = alpha s + (1 - alpha) g g   (0 before the first step)        d = g / (sqrt(s) + epsilon)
 *     v = momentum v + d   (v = d at the first step)        p - learningRate v
 *
 * Hinton, Srivastava and Swersky 2012, "Neural networks for machine learning", lecture 6e.
 */
import type { Backend, DeviceArray } from './backend.js'
import { ofOneShape } from './ofOneShape.js'
import type { RmsPropOptions } from './optimizerSteps.js'

/** What a step multiplies by, in float32; a momentum of 0 there is none, and there is no velocity. */
export interface RmsPropNumbers {
  readonly decay: number
  readonly alpha: number
  readonly rest: number
  readonly epsilon: number
  readonly momentum: number
  readonly rate: number
}

const numbersOf = ({ learningRate, alpha, epsilon, momentum, weightDecay }: RmsPropOptions): RmsPropNumbers => ({
  decay: Math.fround(weightDecay),
  alpha: Math.fround(alpha),
  rest: Math.fround(1 - alpha),
  epsilon: Math.fround(epsilon),
  momentum: Math.fround(momentum),
  rate: Math.fround(learningRate),
})

/** What is kept: nothing before the first step, no velocity without a momentum; a velocity never by itself. */
export type RmsPropKept = readonly [] | readonly [meanSquare: DeviceArray] | readonly [meanSquare: DeviceArray, velocity: DeviceArray]

/** A device's step: the parameter, the mean square and, with a momentum, the velocity after it. */
export type RmsPropStep = (
  parameter: DeviceArray,
  gradient: DeviceArray,
  kept: RmsPropKept,
  numbers: RmsPropNumbers,
) => readonly [parameter: DeviceArray, meanSquare: DeviceArray, ...velocity: readonly DeviceArray[]]

/** A device's step, given arrays of one shape alone, and numbers of float32. */
export const rmsPropBy =
  (step: RmsPropStep): Backend['rmsProp'] =>
  (parameter, gradient, { meanSquare, velocity }, options) => {
    ofOneShape(parameter, gradient, meanSquare, velocity)
    const numbers = numbersOf(options)
    const kept: RmsPropKept =
      meanSquare === undefined ? [] : velocity === undefined || numbers.momentum === 0 ? [meanSquare] : [meanSquare, velocity]
    const [next, square, moved] = step(parameter, gradient, kept, numbers)
    return { parameter: next, meanSquare: square, velocity: moved }
  }
