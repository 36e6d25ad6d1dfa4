/** The mean of each channel's map: [batch, height, width, channels] -> [batch, channels]. */
import { invariant } from '../shape/invariant.js'
import { showShape } from '../shape/shape.js'
import type { InputGradient, Operation } from './backend.js'
import type { Kernels } from './kernels.js'

const meanOfMaps = (input: Float32Array, output: Float32Array, cells: number, channels: number): void => {
  const sums = new Float64Array(channels)
  for (let sample = 0; sample < output.length; sample += channels) {
    sums.fill(0)
    for (let cell = 0; cell < cells; cell += 1) {
      const from = sample * cells + cell * channels
      for (let c = 0; c < channels; c += 1) sums[c] = (sums[c] as number) + (input[from + c] as number)
    }
    for (let c = 0; c < channels; c += 1) output[sample + c] = (sums[c] as number) / cells
  }
}

const spreadOverMaps = (outputGradient: Float32Array, gradient: Float32Array, cells: number, channels: number): void => {
  for (let sample = 0; sample < outputGradient.length; sample += channels) {
    for (let cell = 0; cell < cells; cell += 1) {
      const to = sample * cells + cell * channels
      for (let c = 0; c < channels; c += 1) gradient[to + c] = (outputGradient[sample + c] as number) / cells
    }
  }
}

/** `Backend.globalAveragePool`, on any device. */
export const globalAveragePool = (kernels: Kernels): Operation<undefined, InputGradient> => {
  const apply: Operation<undefined, InputGradient>['apply'] = (input) => {
    const [batch = 0, height = 0, width = 0, channels = 0] = input.shape
    if (input.shape.length !== 4 || height * width === 0) invariant(`a global average pool was given ${showShape(input.shape)}`)
    const [output] = kernels.loop([input], [[batch, channels]], ([x], [y]) => meanOfMaps(x, y, height * width, channels))
    kernels.release(input)
    return output
  }
  return {
    apply,
    differentiate: (input) => {
      const { shape } = input
      const [, height = 0, width = 0, channels = 0] = shape
      return [
        apply(input, undefined),
        (outputGradient) => {
          const [gradient] = kernels.loop([outputGradient], [shape], ([dy], [dx]) => spreadOverMaps(dy, dx, height * width, channels))
          kernels.release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
