/**
 * Batch normalization over every axis but the last (Ioffe and Szegedy 2015, section 3), for maps and features alike:
 *
 *     normalized = (x - mean) / sqrt(variance + epsilon)        output = normalized * scale + shift
 *
 * In training, mean and (biased) variance are the batch's own, and the gradient goes through them. For M rows:
 *
 *     shift: sum dy      scale: sum dy normalized      input: scale / sqrt(variance + epsilon) (dy - shift' / M - normalized scale' / M)
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, showShape } from '../shape/shape.js'
import { checkActivation } from './activation.js'
import type { Backend, DeviceArray } from './backend.js'
import type { BatchNormInferenceOptions, BatchStatistics, NormGradients, NormOptions } from './norms.js'
import type { Memory } from './memory.js'

/** An array has a number for each channel. */
const checkShape = (input: DeviceArray, name: string, { shape }: DeviceArray): void => {
  if (shape.length !== 1 || shape[0] !== channelsOf(input.shape))
    invariant(`batch norm of ${showShape(input.shape)} was given a ${name} ${showShape(shape)}`)
}

/** What a device computes; `Saved` is what the second pass needs of the first beside its arrays. Passes borrow; `backward` frees `saved`. */
export interface BatchNormPasses<Saved> {
  readonly forward: (
    input: DeviceArray,
    options: NormOptions,
  ) => { readonly output: DeviceArray; readonly statistics: BatchStatistics; readonly saved: Saved }
  readonly backward: (input: DeviceArray, outputGradient: DeviceArray, scale: DeviceArray, saved: Saved) => NormGradients
}

/** The operation around its two passes: who owns what, and for how long. */
export const batchNormTrainingBy =
  <Saved>({ share, release }: Memory, { forward, backward }: BatchNormPasses<Saved>): Backend['batchNormTraining'] =>
  (input, options) => {
    checkShape(input, 'scale', options.scale)
    checkShape(input, 'shift', options.shift)
    const scale = share(options.scale)
    const { output, statistics, saved } = forward(input, options)
    return [
      output,
      statistics,
      (outputGradient) => {
        const gradients = backward(input, outputGradient, scale, saved)
        for (const array of [input, outputGradient, scale]) release(array)
        return gradients
      },
    ]
  }

export const batchNormInferenceBy =
  ({ release }: Memory, forward: (input: DeviceArray, options: BatchNormInferenceOptions) => DeviceArray): Backend['batchNormInference'] =>
  (input, options) => {
    checkShape(input, 'scale', options.scale)
    checkShape(input, 'shift', options.shift)
    checkShape(input, 'mean', options.mean)
    checkShape(input, 'variance', options.variance)
    if (options.activation !== undefined) checkActivation(options.activation)
    const output = forward(input, options)
    release(input)
    return output
  }
