/**
 * One step of stochastic gradient descent with momentum, as PyTorch writes it (after Sutskever et al. 2013, "On the importance of
 * initialization and momentum in deep learning", section 2; there the learning rate is inside the velocity):
 *
 *     g = gradient + weightDecay p        v = momentum v + g   (v = g at the first step)        p - learningRate (nesterov ? g + momentum v : v)
 */
import type { Backend } from './backend.js'
import { ofOneShape } from './ofOneShape.js'
import type { SgdOptions } from './optimizerSteps.js'

/** Devices compute in float32: what a number is there decides, so that a momentum too small to be any is 0, and there is no velocity. */
const inFloat32 = ({ learningRate, momentum, nesterov, weightDecay }: SgdOptions): SgdOptions => ({
  learningRate: Math.fround(learningRate),
  momentum: Math.fround(momentum),
  nesterov,
  weightDecay: Math.fround(weightDecay),
})

/** A device's step, given arrays of one shape alone, and numbers of float32. */
export const sgdBy =
  (step: Backend['sgd']): Backend['sgd'] =>
  (parameter, gradient, velocity, options) => {
    ofOneShape(parameter, gradient, velocity)
    return step(parameter, gradient, velocity, inFloat32(options))
  }
