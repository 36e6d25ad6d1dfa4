/**
 * The largest value of each window and channel; the gradient goes to the first cell that holds it, row by row, as in PyTorch. A NaN in a
 * window makes its output NaN. Padding holds nothing: a window at an edge is made of its cells on the map.
 *
 * All loops of ours: tfjs-wasm's MaxPool drops NaNs, and its MaxPoolGrad gives nothing to a window without a positive value.
 */
import type { DeviceArray, InputGradient, MaxPoolOptions, Operation } from './backend.js'
import type { Kernels } from './kernels.js'
import type { Memory } from './memory.js'
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
  const { channels } = geometry
  gradient.fill(0)
  eachWindowCell(geometry, (from, to, cell) => {
    for (let c = 0; c < channels; c += 1) {
      if (cells[from + c] === cell) gradient[to + c] = (gradient[to + c] as number) + (outputGradient[from + c] as number)
    }
  })
}

/** What a device computes, borrowing all it is given. `cells` is whatever its gradient needs to know of the cells that won. */
export interface MaxPoolPasses {
  readonly forward: (input: DeviceArray, geometry: PoolGeometry) => DeviceArray
  readonly forwardAndCells: (input: DeviceArray, geometry: PoolGeometry) => readonly [output: DeviceArray, cells: DeviceArray]
  readonly backward: (outputGradient: DeviceArray, cells: DeviceArray, geometry: PoolGeometry) => DeviceArray
}

export const maxPoolBy = ({ release }: Memory, passes: MaxPoolPasses): Operation<MaxPoolOptions, InputGradient> => ({
  apply: (input, options) => {
    const output = passes.forward(input, poolGeometry(input, options))
    release(input)
    return output
  },
  differentiate: (input, options) => {
    const geometry = poolGeometry(input, options)
    const [output, cells] = passes.forwardAndCells(input, geometry)
    // The pullback needs to know which cells won, not what they held.
    release(input)
    return [
      output,
      (outputGradient) => {
        const gradient = passes.backward(outputGradient, cells, geometry)
        release(outputGradient)
        release(cells)
        return { input: gradient }
      },
    ]
  },
})

export const maxPool = (kernels: Kernels): Operation<MaxPoolOptions, InputGradient> =>
  maxPoolBy(kernels, {
    forward: (input, geometry) => {
      const [output] = kernels.loop([input], [geometry.outputShape], ([x], [y]) => largest(x, y, geometry))
      return output
    },
    forwardAndCells: (input, geometry) =>
      kernels.loop([input], [geometry.outputShape, geometry.outputShape], ([x], [y, where]) => largestAndCells(x, y, where, geometry)),
    backward: (outputGradient, cells, geometry) => {
      const [gradient] = kernels.loop([outputGradient, cells], [geometry.inputShape], ([dy, where], [dx]) =>
        routeGradient(dy, where, dx, geometry),
      )
      return gradient
    },
  })
