/** The mean of each channel's map: [batch, height, width, channels] -> [batch, channels]. */
import { invariant } from '../shape/invariant.js'
import { showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

/** A batch of maps as so many groups of cells of channels. */
export const mapsOf = (shape: readonly number[]): { readonly batch: number; readonly cells: number; readonly channels: number } => {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape
  return { batch, cells: height * width, channels }
}

/** What a device computes, both borrowing: the means of maps, and from their gradient that of maps of `shape`. */
export interface GlobalAveragePoolPasses {
  readonly forward: (input: DeviceArray) => DeviceArray
  readonly backward: (outputGradient: DeviceArray, shape: readonly number[]) => DeviceArray
}

export const globalAveragePoolBy = (
  { release }: Memory,
  { forward, backward }: GlobalAveragePoolPasses,
): Operation<undefined, InputGradient> => {
  const apply: Operation<undefined, InputGradient>['apply'] = (input) => {
    if (input.shape.length !== 4 || mapsOf(input.shape).cells === 0) invariant(`a global average pool was given ${showShape(input.shape)}`)
    const output = forward(input)
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input) => {
      const { shape } = input
      return [
        apply(input, undefined),
        (outputGradient) => {
          const gradient = backward(outputGradient, shape)
          release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
