/** Channels of zeros behind the last one (the shortcut without weights of He et al. 2016, section 3.3, option A); their gradient is dropped. */
import { invariant } from '../shape/invariant.js'
import { channelsOf, showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

/** Rows widened with zeros to so many channels, or cut back to them, by a device's pass, which borrows. */
type Pass = (array: DeviceArray, channels: number) => DeviceArray

export const padChannelsBy = ({ release }: Memory, resized: Pass): Operation<number, InputGradient> => {
  const resize: Pass = (array, channels) => {
    const output = resized(array, channels)
    release(array)
    return output
  }
  const apply = (input: DeviceArray, zeros: number): DeviceArray => {
    const channels = channelsOf(input.shape)
    if (channels === 0 || !Number.isInteger(zeros) || zeros < 0)
      invariant(`${showShape(input.shape)} was to be padded with ${zeros} channels`)
    return resize(input, channels + zeros)
  }
  return {
    apply,
    differentiate: (input, zeros) => {
      const channels = channelsOf(input.shape)
      return [apply(input, zeros), (outputGradient) => ({ input: resize(outputGradient, channels) })]
    },
  }
}
