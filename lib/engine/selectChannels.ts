/**
 * Chosen channels, in any order: output[..., i] = input[..., positions[i]]. The gradient goes back to where they were; the channels that were
 * not chosen have none. A position is a number from outside: one that numbers no channel gives 0 and takes no gradient.
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import { rowsOf, withChannels } from './copyChannels.js'
import type { Kernels } from './kernels.js'
import type { Memory } from './memory.js'

/** The channels at these positions; -1 for whatever numbers none of so many. */
const chosenOf = (positions: Float32Array, channels: number): Int32Array =>
  Int32Array.from(positions, (position) => (Number.isInteger(position) && position >= 0 && position < channels ? position : -1))

const gather = (input: Float32Array, positions: Float32Array, output: Float32Array, rows: number, channels: number): void => {
  const chosen = chosenOf(positions, channels)
  const count = chosen.length
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < count; i += 1) {
      const channel = chosen[i] as number
      output[row * count + i] = channel < 0 ? 0 : (input[row * channels + channel] as number)
    }
  }
}

const scatter = (outputGradient: Float32Array, positions: Float32Array, gradient: Float32Array, rows: number, channels: number): void => {
  const chosen = chosenOf(positions, channels)
  const count = chosen.length
  gradient.fill(0)
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < count; i += 1) {
      const channel = chosen[i] as number
      if (channel >= 0) gradient[row * channels + channel] = outputGradient[row * count + i] as number
    }
  }
}

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

export const selectChannels = (kernels: Kernels): Operation<DeviceArray, InputGradient> =>
  selectChannelsBy(kernels, {
    forward: (input, positions) => {
      const shape = withChannels(input.shape, channelsOf(positions.shape))
      const [output] = kernels.loop([input, positions], [shape], ([x, chosen], [y]) =>
        gather(x, chosen, y, rowsOf(shape), channelsOf(input.shape)),
      )
      return output
    },
    backward: (outputGradient, positions, shape) => {
      const [gradient] = kernels.loop([outputGradient, positions], [shape], ([dy, chosen], [dx]) =>
        scatter(dy, chosen, dx, rowsOf(shape), channelsOf(shape)),
      )
      return gradient
    },
  })
