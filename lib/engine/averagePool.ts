/**
 * The mean of each window and channel; a cell's gradient is the sum of dy / size² over the windows that hold it.
 * A loop of ours: tfjs-wasm's AvgPool turns a NaN into -Infinity.
 */
import type { DeviceArray, InputGradient, Operation, PoolOptions } from './backend.js'
import type { Kernels } from './kernels.js'
import type { Memory } from './memory.js'
import { eachWindowCell, type PoolGeometry, poolGeometry } from './poolGeometry.js'

const average = (input: Float32Array, output: Float32Array, geometry: PoolGeometry): void => {
  const { channels, size } = geometry
  const share = 1 / (size * size)
  output.fill(0)
  eachWindowCell(geometry, (to, from) => {
    for (let c = 0; c < channels; c += 1) output[to + c] = (output[to + c] as number) + (input[from + c] as number)
  })
  for (let i = 0; i < output.length; i += 1) output[i] = (output[i] as number) * share
}

const distribute = (outputGradient: Float32Array, gradient: Float32Array, geometry: PoolGeometry): void => {
  const { channels, size } = geometry
  const share = 1 / (size * size)
  gradient.fill(0)
  eachWindowCell(geometry, (from, to) => {
    for (let c = 0; c < channels; c += 1) gradient[to + c] = (gradient[to + c] as number) + (outputGradient[from + c] as number) * share
  })
}

/** What a device computes, borrowing all it is given. */
export interface AveragePoolPasses {
  readonly forward: (input: DeviceArray, geometry: PoolGeometry) => DeviceArray
  readonly backward: (outputGradient: DeviceArray, geometry: PoolGeometry) => DeviceArray
}

export const averagePoolBy = ({ release }: Memory, passes: AveragePoolPasses): Operation<PoolOptions, InputGradient> => {
  const geometryOf = (input: DeviceArray, options: PoolOptions): PoolGeometry => poolGeometry(input, { ...options, padding: 0 })
  const apply: Operation<PoolOptions, InputGradient>['apply'] = (input, options) => {
    const output = passes.forward(input, geometryOf(input, options))
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input, options) => {
      const geometry = geometryOf(input, options)
      return [
        apply(input, options),
        (outputGradient) => {
          const gradient = passes.backward(outputGradient, geometry)
          release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
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
