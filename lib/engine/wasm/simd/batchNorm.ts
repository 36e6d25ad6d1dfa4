/** Batch norm by our kernels, for any number of channels; see `engine/batchNorm.ts` for what it means. */
import { channelsOf, elementCount } from '../../../shape/shape.js'
import { parameterOf } from '../../activation.js'
import type { Backend } from '../../backend.js'
import { batchNormInferenceBy, batchNormTrainingBy } from '../../batchNorm.js'
import { activationKind } from './activationKind.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { patternBytes } from './patternBytes.js'

/** `Backend.batchNormTraining` by our kernels. */
export const batchNormTraining = (kernels: InPlaceKernels): Backend['batchNormTraining'] =>
  batchNormTrainingBy(kernels, {
    forward: (input, { scale, shift, epsilon }) => {
      const channels = channelsOf(input.shape)
      const rows = elementCount(input.shape) / channels
      const [output, mean, variance, saved] = kernels.inPlace(
        [input, scale, shift],
        [input.shape, [channels], [channels], [3, channels]],
        7 * patternBytes(channels),
        (simd, [x, gamma, beta], [y, meanOut, varianceOut, savedOut], workspace) =>
          simd.normalizeBatch(x, gamma, beta, y, meanOut, varianceOut, savedOut, rows, channels, epsilon, workspace),
      )
      return { output, statistics: { mean, variance }, saved }
    },
    backward: (input, outputGradient, scale, saved) => {
      const channels = channelsOf(input.shape)
      const rows = elementCount(input.shape) / channels
      const [inputGradient, scaleGradient, shiftGradient] = kernels.inPlace(
        [input, outputGradient, scale, saved],
        [input.shape, [channels], [channels]],
        8 * patternBytes(channels),
        (simd, [x, dy, gamma, kept], [dx, scaleOut, shiftOut], workspace) =>
          simd.normalizeBatchGradient(x, dy, gamma, kept, dx, scaleOut, shiftOut, rows, channels, workspace),
      )
      kernels.release(saved)
      return { input: inputGradient, scale: scaleGradient, shift: shiftGradient }
    },
  })

/** `Backend.batchNormInference` by our kernels. */
export const batchNormInference = (kernels: InPlaceKernels): Backend['batchNormInference'] =>
  batchNormInferenceBy(kernels, (input, { scale, shift, mean, variance, epsilon, activation }) => {
    const channels = channelsOf(input.shape)
    const rows = elementCount(input.shape) / channels
    const [output] = kernels.inPlace(
      [input, mean, variance, scale, shift],
      [input.shape],
      3 * patternBytes(channels),
      (simd, [x, average, spread, gamma, beta], [y], workspace) => {
        const rectified = activation?._tag === 'relu'
        simd.normalizeRows(x, average, spread, gamma, beta, y, rows, channels, epsilon, rectified ? 1 : 0, workspace)
        if (activation !== undefined && !rectified)
          simd.activate(activationKind(activation), parameterOf(activation), y, y, rows * channels)
      },
    )
    return output
  })
