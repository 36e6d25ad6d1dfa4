/** The means of maps by loops over the heap; see `engine/globalAveragePool.ts`. */
import type { InputGradient, Operation } from '../../backend.js'
import { globalAveragePoolBy, mapsOf } from '../../globalAveragePool.js'
import type { Kernels } from '../kernels.js'

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

export const globalAveragePool = (kernels: Kernels): Operation<undefined, InputGradient> =>
  globalAveragePoolBy(kernels, {
    forward: (input) => {
      const { batch, cells, channels } = mapsOf(input.shape)
      const [output] = kernels.loop([input], [[batch, channels]], ([x], [y]) => meanOfMaps(x, y, cells, channels))
      return output
    },
    backward: (outputGradient, shape) => {
      const { cells, channels } = mapsOf(shape)
      const [gradient] = kernels.loop([outputGradient], [shape], ([dy], [dx]) => spreadOverMaps(dy, dx, cells, channels))
      return gradient
    },
  })
