/** Products by loops over the heap; see `engine/product.ts` for what they mean. */
import type { Backend } from '../../backend.js'
import { mapsOf } from '../../globalAveragePool.js'
import { productBy } from '../../product.js'
import type { Kernels } from '../kernels.js'
import { elementwise } from './arithmetic.js'

const scaleMaps = (maps: Float32Array, factors: Float32Array, output: Float32Array, cells: number, channels: number): void => {
  for (let sample = 0; sample < factors.length; sample += channels) {
    for (let cell = 0; cell < cells; cell += 1) {
      const from = sample * cells + cell * channels
      for (let c = 0; c < channels; c += 1) output[from + c] = (maps[from + c] as number) * (factors[sample + c] as number)
    }
  }
}

const sumOverMaps = (left: Float32Array, right: Float32Array, output: Float32Array, cells: number, channels: number): void => {
  const sums = new Float64Array(channels)
  for (let sample = 0; sample < output.length; sample += channels) {
    sums.fill(0)
    for (let cell = 0; cell < cells; cell += 1) {
      const from = sample * cells + cell * channels
      for (let c = 0; c < channels; c += 1) sums[c] = (sums[c] as number) + (left[from + c] as number) * (right[from + c] as number)
    }
    for (let c = 0; c < channels; c += 1) output[sample + c] = sums[c] as number
  }
}

export const product = (kernels: Kernels): Backend['product'] =>
  productBy(kernels, {
    elementwise: elementwise(kernels),
    scaled: (maps, factors) => {
      const { cells, channels } = mapsOf(maps.shape)
      const [output] = kernels.loop([maps, factors], [maps.shape], ([x, f], [y]) => scaleMaps(x, f, y, cells, channels))
      return output
    },
    sums: (left, right, shape) => {
      const { cells, channels } = mapsOf(left.shape)
      const [output] = kernels.loop([left, right], [shape], ([a, b], [y]) => sumOverMaps(a, b, y, cells, channels))
      return output
    },
  })
