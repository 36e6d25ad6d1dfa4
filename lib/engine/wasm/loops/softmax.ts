/** Softmax and its logarithm by loops over the heap; see `engine/softmax.ts` for what they mean. */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { softmaxBy } from '../../softmax.js'
import type { Kernels } from '../kernels.js'

/** Calls `each` with where every position begins. */
const positions = (size: number, channels: number, each: (start: number) => void): void => {
  for (let start = 0; start < size; start += channels) each(start)
}

const forward = (x: Float32Array, channels: number, logarithm: boolean, y: Float32Array): void =>
  positions(x.length, channels, (start) => {
    let largest = -Infinity
    for (let at = start; at < start + channels; at += 1) largest = Math.max(largest, x[at] as number)
    let sum = 0
    for (let at = start; at < start + channels; at += 1) sum += Math.exp((x[at] as number) - largest)
    const logarithmOfSum = Math.log(sum)
    for (let at = start; at < start + channels; at += 1)
      y[at] = logarithm ? (x[at] as number) - largest - logarithmOfSum : Math.exp((x[at] as number) - largest) / sum
  })

const backward = (y: Float32Array, dy: Float32Array, channels: number, logarithm: boolean, dx: Float32Array): void =>
  positions(y.length, channels, (start) => {
    let sum = 0
    for (let at = start; at < start + channels; at += 1) sum += (dy[at] as number) * (logarithm ? 1 : (y[at] as number))
    for (let at = start; at < start + channels; at += 1)
      dx[at] = logarithm ? (dy[at] as number) - Math.exp(y[at] as number) * sum : (y[at] as number) * ((dy[at] as number) - sum)
  })

export const softmax = (kernels: Kernels): Backend['softmax'] =>
  softmaxBy(kernels, {
    forward: (input, { logarithm }) => {
      const [output] = kernels.loop([input], [input.shape], ([x], [y]) => forward(x, channelsOf(input.shape), logarithm, y))
      return output
    },
    backward: (output, outputGradient, { logarithm }) => {
      const [gradient] = kernels.loop([output, outputGradient], [output.shape], ([y, dy], [dx]) =>
        backward(y, dy, channelsOf(output.shape), logarithm, dx),
      )
      return gradient
    },
  })
