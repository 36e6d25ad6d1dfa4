/** The mean of each window and channel; a cell's gradient is the sum of dy / size² over the windows that hold it. */
import type { DeviceArray, InputGradient, Operation, PoolOptions } from './backend.js'
import type { Memory } from './memory.js'
import { type PoolGeometry, poolGeometry } from './poolGeometry.js'

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
