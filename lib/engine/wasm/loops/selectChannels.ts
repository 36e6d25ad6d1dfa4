/** Selection of channels by loops over the heap; see `engine/selectChannels.ts` for what it means. */
import { channelsOf } from '../../../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from '../../backend.js'
import { rowsOf, withChannels } from '../../channelRows.js'
import { selectChannelsBy } from '../../selectChannels.js'
import type { Kernels } from '../kernels.js'

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
