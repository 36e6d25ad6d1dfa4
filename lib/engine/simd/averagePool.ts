/** Average pooling by our kernels; see the portable `averagePool.ts` for what it means. */
import { averagePoolBy } from '../averagePool.js'
import type { InputGradient, Operation, PoolOptions } from '../backend.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { poolSizes } from './poolSizes.js'

export const averagePool = (kernels: InPlaceKernels): Operation<PoolOptions, InputGradient> =>
  averagePoolBy(kernels, {
    forward: (input, geometry) => {
      const { sizes, scratchBytes } = poolSizes(geometry)
      const [output] = kernels.inPlace([input], [geometry.outputShape], scratchBytes, (simd, [x], [y], scratch) =>
        simd.poolMean(x, y, ...sizes, scratch),
      )
      return output
    },
    backward: (outputGradient, geometry) => {
      const { sizes, scratchBytes } = poolSizes(geometry)
      const [gradient] = kernels.inPlace([outputGradient], [geometry.inputShape], scratchBytes, (simd, [dy], [dx], scratch) =>
        simd.poolMeanGradient(dy, dx, ...sizes, scratch),
      )
      return gradient
    },
  })
