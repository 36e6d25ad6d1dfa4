/**
 * One step of Lion:
 *
 *     c = beta1 m + (1 - beta1) gradient        p - learningRate (sign(c) + weightDecay p)
 *     m = beta2 m + (1 - beta2) gradient        (0 before the first step)
 *
 * Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2.
 */
import type { Backend, DeviceArray } from './backend.js'
import { ofOneShape } from './ofOneShape.js'
import type { LionOptions } from './optimizerSteps.js'

/** What a step multiplies by, in float32. */
export interface LionNumbers {
  /** what decoupled decay leaves of the parameter */
  readonly keep: number
  readonly beta1: number
  readonly rest1: number
  readonly beta2: number
  readonly rest2: number
  readonly rate: number
}

const numbersOf = ({ learningRate, beta1, beta2, weightDecay }: LionOptions): LionNumbers => ({
  keep: Math.fround(1 - learningRate * weightDecay),
  beta1: Math.fround(beta1),
  rest1: Math.fround(1 - beta1),
  beta2: Math.fround(beta2),
  rest2: Math.fround(1 - beta2),
  rate: Math.fround(learningRate),
})

/** A device's step: the parameter and the moment after it. */
export type LionStep = (
  parameter: DeviceArray,
  gradient: DeviceArray,
  moment: DeviceArray | undefined,
  numbers: LionNumbers,
) => readonly [parameter: DeviceArray, moment: DeviceArray]

/** A device's step, given arrays of one shape alone, and numbers of float32. */
export const lionBy =
  (step: LionStep): Backend['lion'] =>
  (parameter, gradient, moment, options) => {
    ofOneShape(parameter, gradient, moment)
    const [next, first] = step(parameter, gradient, moment, numbersOf(options))
    return { parameter: next, first }
  }
