/** Norms over channels by our kernels, for any number of channels; see `engine/channelNorm.ts` for what they mean. */
import { known } from '../../../shape/invariant.js'
import { channelsOf, elementCount } from '../../../shape/shape.js'
import type { Operation } from '../../backend.js'
import type { GroupNormOptions, NormGradients, NormOptions } from '../../norms.js'
import { groupNormBy, layerNormBy } from '../../channelNorm.js'
import { rowsOf } from '../../channelRows.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { patternBytes } from './patternBytes.js'

/** `Backend.layerNorm` by our kernels. */
export const layerNorm = (kernels: InPlaceKernels): Operation<NormOptions, NormGradients> =>
  layerNormBy(kernels, {
    forward: (input, { scale, shift, epsilon }) => {
      const [rows, channels] = [rowsOf(input.shape), channelsOf(input.shape)]
      const [output, saved] = kernels.inPlace([input, scale, shift], [input.shape, [rows, 3]], 0, (simd, [x, gamma, beta], [y, kept]) =>
        simd.normalizePositions(x, gamma, beta, y, kept, rows, channels, epsilon),
      )
      return { output, saved: [saved] }
    },
    backward: (input, outputGradient, { scale }, saved) => {
      const [rows, channels] = [rowsOf(input.shape), channelsOf(input.shape)]
      const [inputGradient, scaleGradient, shiftGradient] = kernels.inPlace(
        [input, outputGradient, scale, known(saved[0])],
        [input.shape, [channels], [channels]],
        24 * channels,
        (simd, [x, dy, gamma, kept], [dx, scaleOut, shiftOut], workspace) =>
          simd.normalizePositionsGradient(x, dy, gamma, kept, dx, scaleOut, shiftOut, rows, channels, workspace),
      )
      return { input: inputGradient, scale: scaleGradient, shift: shiftGradient }
    },
  })

/** `Backend.groupNorm` by our kernels. */
export const groupNorm = (kernels: InPlaceKernels): Operation<GroupNormOptions, NormGradients> => {
  const sizesOf = (shape: readonly number[]): readonly [batch: number, rows: number, channels: number] => [
    known(shape[0]),
    elementCount(shape.slice(1, -1)),
    channelsOf(shape),
  ]
  return groupNormBy(kernels, {
    forward: (input, { scale, shift, membership, groups, epsilon }) => {
      const [batch, rows, channels] = sizesOf(input.shape)
      const [output, saved] = kernels.inPlace(
        [input, scale, shift, membership],
        [input.shape, [batch, 3, channels]],
        7 * patternBytes(channels) + 24 * groups,
        (simd, [x, gamma, beta, group], [y, kept], workspace) =>
          simd.normalizeGroups(x, gamma, beta, group, y, kept, batch, rows, channels, groups, epsilon, workspace),
      )
      return { output, saved: [saved] }
    },
    backward: (input, outputGradient, { scale, membership, groups }, saved) => {
      const [batch, rows, channels] = sizesOf(input.shape)
      const [inputGradient, scaleGradient, shiftGradient] = kernels.inPlace(
        [input, outputGradient, scale, membership, known(saved[0])],
        [input.shape, [channels], [channels]],
        8 * patternBytes(channels) + 16 * channels + 24 * groups,
        (simd, [x, dy, gamma, group, kept], [dx, scaleOut, shiftOut], workspace) =>
          simd.normalizeGroupsGradient(x, dy, gamma, group, kept, dx, scaleOut, shiftOut, batch, rows, channels, groups, workspace),
      )
      return { input: inputGradient, scale: scaleGradient, shift: shiftGradient }
    },
  })
}
