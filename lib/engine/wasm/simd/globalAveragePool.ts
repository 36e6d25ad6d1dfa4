/** Global average pooling by our kernels; see `engine/globalAveragePool.ts` for what it means. */
import type { InputGradient, Operation } from '../../backend.js'
import { globalAveragePoolBy, mapsOf } from '../../globalAveragePool.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { patternBytes } from './patternBytes.js'

export const globalAveragePool = (kernels: InPlaceKernels): Operation<undefined, InputGradient> =>
  globalAveragePoolBy(kernels, {
    forward: (input) => {
      const { batch, cells, channels } = mapsOf(input.shape)
      const [means] = kernels.inPlace([input], [[batch, channels]], 2 * patternBytes(channels), (simd, [x], [y], workspace) =>
        simd.sumGroups(x, y, batch, cells, channels, 1 / cells, workspace),
      )
      return means
    },
    backward: (outputGradient, shape) => {
      const { batch, cells, channels } = mapsOf(shape)
      const [gradient] = kernels.inPlace([outputGradient], [shape], patternBytes(channels), (simd, [dy], [dx], workspace) =>
        simd.spreadGroups(dy, dx, batch, cells, channels, 1 / cells, workspace),
      )
      return gradient
    },
  })
