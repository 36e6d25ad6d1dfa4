/** Average pooling by our kernels; see `engine/averagePool.ts` for what it means. */
import { averagePoolBy } from '../../averagePool.js'
import type { InputGradient, Operation, PoolOptions } from '../../backend.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { poolSizes } from './poolSizes.js'

export const averagePool = (kernels: InPlaceKernels): Operation<PoolOptions, InputGradient> =>
  averagePoolBy(kernels, {
    forward: (input, geometry) => {
      const { sizes, workspaceBytes } = poolSizes(geometry)
      const [output] = kernels.inPlace([input], [geometry.outputShape], workspaceBytes, (simd, [x], [y], workspace) =>
        simd.poolMean(x, y, ...sizes, workspace),
      )
      return output
    },
    backward: (outputGradient, geometry) => {
      const { sizes, workspaceBytes } = poolSizes(geometry)
      const [gradient] = kernels.inPlace([outputGradient], [geometry.inputShape], workspaceBytes, (simd, [dy], [dx], workspace) =>
        simd.poolMeanGradient(dy, dx, ...sizes, workspace),
      )
      return gradient
    },
  })
