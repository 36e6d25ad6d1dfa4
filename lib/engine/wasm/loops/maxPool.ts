/**
 * Max pooling by loops over the heap; see `engine/maxPool.ts` for what it means. Not the stock kernels: tfjs-wasm's MaxPool drops NaNs, and its
 * MaxPoolGrad gives nothing to a window without a positive value.
 */
import type { InputGradient, MaxPoolOptions, Operation } from '../../backend.js'
import { maxPoolBy } from '../../maxPool.js'
import type { PoolGeometry } from '../../poolGeometry.js'
import type { Kernels } from '../kernels.js'
import { eachWindowCell } from './eachWindowCell.js'

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
