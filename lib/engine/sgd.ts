/**
 * One step of stochastic gradient descent with momentum, as PyTorch writes it (after Sutskever et al. 2013, "On the importance of
 * initialization and momentum in deep learning", section 2; there the learning rate is inside the velocity):
 *
 *     g = gradient + weightDecay p        v = momentum v + g   (v = g at the first step)        p - learningRate (nesterov ? g + momentum v : v)
 */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { Backend, SgdOptions } from './backend.js'
import type { Kernels } from './kernels.js'

const plainStep = (
  parameter: Float32Array,
  gradient: Float32Array,
  next: Float32Array,
  { learningRate, weightDecay }: SgdOptions,
): void => {
  for (let i = 0; i < next.length; i += 1) {
    const value = parameter[i] as number
    next[i] = value - learningRate * ((gradient[i] as number) + weightDecay * value)
  }
}

/** `velocity` is read before `nextVelocity` is written, element by element: they may not overlap all the same. */
const momentumStep = (
  parameter: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array | undefined,
  next: Float32Array,
  nextVelocity: Float32Array,
  { learningRate, momentum, nesterov, weightDecay }: SgdOptions,
): void => {
  for (let i = 0; i < next.length; i += 1) {
    const value = parameter[i] as number
    const decayed = (gradient[i] as number) + weightDecay * value
    const moved = velocity === undefined ? decayed : momentum * (velocity[i] as number) + decayed
    nextVelocity[i] = moved
    next[i] = value - learningRate * (nesterov ? decayed + momentum * moved : moved)
  }
}

/** Kernels compute in float32: what a number is there decides, so that a momentum too small to be any is 0, and there is no velocity. */
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
    const { shape } = parameter
    if (!sameShape(shape, gradient.shape) || (velocity !== undefined && !sameShape(shape, velocity.shape))) {
      invariant(`a parameter ${showShape(shape)} was given a gradient ${showShape(gradient.shape)}`)
    }
    return step(parameter, gradient, velocity, inFloat32(options))
  }

export const sgd = (kernels: Kernels): Backend['sgd'] =>
  sgdBy((parameter, gradient, velocity, options) => {
    const { shape } = parameter
    if (options.momentum === 0) {
      const [next] = kernels.loop([parameter, gradient], [shape], ([p, g], [out]) => plainStep(p, g, out, options))
      return { parameter: next, velocity: undefined }
    }
    const [next, nextVelocity] =
      velocity === undefined
        ? kernels.loop([parameter, gradient], [shape, shape], ([p, g], [out, outVelocity]) =>
            momentumStep(p, g, undefined, out, outVelocity, options),
          )
        : kernels.loop([parameter, gradient, velocity], [shape, shape], ([p, g, v], [out, outVelocity]) =>
            momentumStep(p, g, v, out, outVelocity, options),
          )
    return { parameter: next, velocity: nextVelocity }
  })
