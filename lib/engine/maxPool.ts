/**
 * The largest value of each window and channel; the gradient goes to the first cell that holds it, row by row, as in PyTorch. A NaN in a
 * window makes its output NaN.
 *
 * All loops of ours: tfjs-wasm's MaxPool drops NaNs, and its MaxPoolGrad gives nothing to a window without a positive value.
 */
import type { DeviceArray, InputGradient, Operation, PoolOptions } from './backend.js'
import type { Kernels } from './kernels.js'
import { eachWindowCell, type PoolGeometry, poolGeometry } from './poolGeometry.js'

const largest = (input: Float32Array, output: Float32Array, geometry: PoolGeometry): void => {
  const { channels } = geometry
  output.fill(-Infinity)
  eachWindowCell(geometry, (to, from) => {
    for (let c = 0; c < channels; c += 1) output[to + c] = Math.max(output[to + c] as number, input[from + c] as number)
  })
}

/** The largest values, and the number of the cell in its window that holds each. */
const largestAndCells = (input: Float32Array, output: Float32Array, cells: Float32Array, geometry: PoolGeometry): void => {
  const { channels } = geometry
  eachWindowCell(geometry, (to, from, cell) => {
    for (let c = 0; c < channels; c += 1) {
      const value = input[from + c] as number
      if (cell === 0 || value > (output[to + c] as number) || value !== value) {
        output[to + c] = value
        cells[to + c] = cell
      }
    }
  })
}

const routeGradient = (outputGradient: Float32Array, cells: Float32Array, gradient: Float32Array, geometry: PoolGeometry): void => {
  const { size, stride, batch, height, width, channels, outHeight, outWidth } = geometry
  gradient.fill(0)
  for (let n = 0; n < batch; n += 1) {
    for (let y = 0; y < outHeight; y += 1) {
      for (let x = 0; x < outWidth; x += 1) {
        const from = ((n * outHeight + y) * outWidth + x) * channels
        const corner = ((n * height + y * stride) * width + x * stride) * channels
        for (let c = 0; c < channels; c += 1) {
          const cell = cells[from + c] as number
          const row = (cell / size) | 0
          const to = corner + (row * width + cell - row * size) * channels + c
          gradient[to] = (gradient[to] as number) + (outputGradient[from + c] as number)
        }
      }
    }
  }
}

/** `Backend.maxPool`, on any device. */
export const maxPool = (kernels: Kernels): Operation<PoolOptions, InputGradient> => ({
  apply: (input, options) => {
    const geometry = poolGeometry(input, options)
    const [output] = kernels.loop([input], [geometry.outputShape], ([x], [y]) => largest(x, y, geometry))
    kernels.release(input)
    return output
  },
  differentiate: (input, options): readonly [DeviceArray, (outputGradient: DeviceArray) => InputGradient] => {
    const geometry = poolGeometry(input, options)
    const { shape } = input
    const [output, cells] = kernels.loop([input], [geometry.outputShape, geometry.outputShape], ([x], [y, where]) =>
      largestAndCells(x, y, where, geometry),
    )
    // The pullback needs to know which cells won, not what they held.
    kernels.release(input)
    return [
      output,
      (outputGradient) => {
        const [gradient] = kernels.loop([outputGradient, cells], [shape], ([dy, where], [dx]) => routeGradient(dy, where, dx, geometry))
        kernels.release(outputGradient)
        kernels.release(cells)
        return { input: gradient }
      },
    ]
  },
})
