/** One step of SGD by a loop over the heap; see `engine/sgd.ts` for what it means. */
import type { Backend } from '../../backend.js'
import type { SgdOptions } from '../../optimizerSteps.js'
import { sgdBy } from '../../sgd.js'
import type { Kernels } from '../kernels.js'

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
