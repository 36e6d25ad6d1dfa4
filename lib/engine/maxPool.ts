/**
 * The largest value of each window and channel; the gradient goes to the first cell that holds it, row by row, as in PyTorch. A NaN in a
 * window makes its output NaN. Padding holds nothing: a window at an edge is made of its cells on the map.
 */
import type { DeviceArray, InputGradient, MaxPoolOptions, Operation } from './backend.js'
import type { Memory } from './memory.js'
import { type PoolGeometry, poolGeometry } from './poolGeometry.js'

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
