/** Average pooling by loops over the heap; see `engine/averagePool.ts`. Not the stock kernel: tfjs-wasm's AvgPool turns a NaN into -Infinity. */
import { averagePoolBy } from '../../averagePool.js'
import type { InputGradient, Operation, PoolOptions } from '../../backend.js'
import type { PoolGeometry } from '../../poolGeometry.js'
import type { Kernels } from '../kernels.js'
import { eachWindowCell } from './eachWindowCell.js'

const average = (input: Float32Array, output: Float32Array, geometry: PoolGeometry): void => {
  const { channels } = geometry
  output.fill(0)
  eachWindowCell(geometry, (to, from, _cell, cells) => {
    const share = 1 / cells
    for (let c = 0; c < channels; c += 1) output[to + c] = (output[to + c] as number) + (input[from + c] as number) * share
  })
}

const distribute = (outputGradient: Float32Array, gradient: Float32Array, geometry: PoolGeometry): void => {
  const { channels } = geometry
  gradient.fill(0)
  eachWindowCell(geometry, (from, to, _cell, cells) => {
    const share = 1 / cells
    for (let c = 0; c < channels; c += 1) gradient[to + c] = (gradient[to + c] as number) + (outputGradient[from + c] as number) * share
  })
}

export const averagePool = (kernels: Kernels): Operation<PoolOptions, InputGradient> =>
  averagePoolBy(kernels, {
    forward: (input, geometry) => {
      const [output] = kernels.loop([input], [geometry.outputShape], ([x], [y]) => average(x, y, geometry))
      return output
    },
    backward: (outputGradient, geometry) => {
      const [gradient] = kernels.loop([outputGradient], [geometry.inputShape], ([dy], [dx]) => distribute(dy, dx, geometry))
      return gradient
    },
  })
