/**
 * Chosen channels, in any order: output[..., i] = input[..., positions[i]]. The gradient goes back to where they were; the channels that were
 * not chosen have none. A position is a number from outside: one that numbers no channel gives 0 and takes no gradient.
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

const checkShapes = (input: DeviceArray, positions: DeviceArray): void => {
  const count = positions.shape[0] ?? 0
  if (positions.shape.length !== 1 || count === 0 || count > channelsOf(input.shape))
    invariant(`a selection of channels from ${showShape(input.shape)} was given positions ${showShape(positions.shape)}`)
}

/** What a device computes, both borrowing: the chosen channels, and from their gradient that of an input of `shape`. */
export interface SelectChannelsPasses {
  readonly forward: (input: DeviceArray, positions: DeviceArray) => DeviceArray
  readonly backward: (outputGradient: DeviceArray, positions: DeviceArray, shape: readonly number[]) => DeviceArray
}

export const selectChannelsBy = (
  { share, release }: Memory,
  { forward, backward }: SelectChannelsPasses,
): Operation<DeviceArray, InputGradient> => {
  const apply = (input: DeviceArray, positions: DeviceArray): DeviceArray => {
    checkShapes(input, positions)
    const output = forward(input, positions)
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input, positions) => {
      const { shape } = input
      const output = apply(input, positions)
      const saved = share(positions)
      return [
        output,
        (outputGradient) => {
          const gradient = backward(outputGradient, saved, shape)
          release(saved)
          release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
