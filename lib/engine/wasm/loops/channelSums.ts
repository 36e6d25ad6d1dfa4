import { channelsOf } from '../../../shape/shape.js'
import type { DeviceArray } from '../../backend.js'
import type { Kernels } from '../kernels.js'

const sumRows = (values: Float32Array, output: Float32Array): void => {
  const channels = output.length
  const sums = new Float64Array(channels)
  for (let row = 0; row < values.length; row += channels) {
    for (let c = 0; c < channels; c += 1) sums[c] = (sums[c] as number) + (values[row + c] as number)
  }
  output.set(sums)
}

/** Sums over every axis but the last: a bias's gradient. Borrows. */
export const channelSums = (kernels: Kernels, array: DeviceArray): DeviceArray => {
  const [sums] = kernels.loop([array], [[channelsOf(array.shape)]], ([values], [output]) => sumRows(values, output))
  return sums
}
