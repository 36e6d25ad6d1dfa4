/**
 * Norms by what each sample itself holds, without the batch (Ba, Kiros and Hinton 2016; Wu and He 2018). Over each set of M numbers
 *
 *     normalized = (x - mean) / sqrt(variance + epsilon)        output = normalized * scale + shift
 *
 * with the set's own mean and biased variance, in training and at rest; scale and shift are the channels'. A layer norm's set is one position
 * with all its channels, a group norm's one sample's whole map in one group of channels. The gradients, with g = dy * scale:
 *
 *     shift: sum dy      scale: sum dy normalized      input: (g - mean g - normalized mean (g normalized)) / sqrt(variance + epsilon)
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, showShape } from '../shape/shape.js'
import type { DeviceArray, Operation } from './backend.js'
import type { GroupNormOptions, NormGradients, NormOptions } from './norms.js'
import type { Memory } from './memory.js'

/** What a device computes, borrowing all it is given; `saved` is what the second pass needs of the first. */
export interface ChannelNormPasses<Options> {
  readonly forward: (input: DeviceArray, options: Options) => { readonly output: DeviceArray; readonly saved: readonly DeviceArray[] }
  readonly backward: (input: DeviceArray, outputGradient: DeviceArray, options: Options, saved: readonly DeviceArray[]) => NormGradients
}

/** An array has a number for each channel. */
const checkShape = (input: DeviceArray, name: string, { shape }: DeviceArray): void => {
  if (shape.length !== 1 || shape[0] !== channelsOf(input.shape))
    invariant(`a norm of ${showShape(input.shape)} was given ${name} ${showShape(shape)}`)
}

const normBy = <Options extends NormOptions>(
  { release }: Memory,
  check: (input: DeviceArray, options: Options) => void,
  kept: (options: Options) => { readonly options: Options; readonly arrays: readonly DeviceArray[] },
  { forward, backward }: ChannelNormPasses<Options>,
): Operation<Options, NormGradients> => {
  const checked = (input: DeviceArray, options: Options): void => {
    checkShape(input, 'scale', options.scale)
    checkShape(input, 'shift', options.shift)
    check(input, options)
  }
  const releaseAll = (arrays: readonly DeviceArray[]): void => {
    for (const array of arrays) release(array)
  }
  return {
    apply: (input, options) => {
      checked(input, options)
      const { output, saved } = forward(input, options)
      releaseAll([...saved, input])
      return output
    },
    differentiate: (input, given) => {
      checked(input, given)
      const { options, arrays } = kept(given)
      const { output, saved } = forward(input, options)
      return [
        output,
        (outputGradient) => {
          const gradients = backward(input, outputGradient, options, saved)
          releaseAll([...saved, ...arrays, input, outputGradient])
          return gradients
        },
      ]
    },
  }
}

/** The operation around its two passes: who owns what, and for how long. */
export const layerNormBy = (memory: Memory, passes: ChannelNormPasses<NormOptions>): Operation<NormOptions, NormGradients> =>
  normBy(
    memory,
    () => undefined,
    (options) => {
      const scale = memory.share(options.scale)
      return { options: { ...options, scale }, arrays: [scale] }
    },
    passes,
  )

export const groupNormBy = (memory: Memory, passes: ChannelNormPasses<GroupNormOptions>): Operation<GroupNormOptions, NormGradients> =>
  normBy(
    memory,
    (input, { membership, groups }) => {
      checkShape(input, 'membership', membership)
      if (!Number.isInteger(groups) || groups < 1) invariant(`a norm of ${showShape(input.shape)} was given ${groups} groups`)
    },
    (options) => {
      const [scale, membership] = [memory.share(options.scale), memory.share(options.membership)]
      return { options: { ...options, scale, membership }, arrays: [scale, membership] }
    },
    passes,
  )
