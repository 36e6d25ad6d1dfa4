/** Products by our kernels; see `engine/product.ts` for what they mean. */
import type { Backend } from '../../backend.js'
import { mapsOf } from '../../globalAveragePool.js'
import { productBy } from '../../product.js'
import { elementwise } from './arithmetic.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { patternBytes } from './patternBytes.js'

export const product = (kernels: InPlaceKernels): Backend['product'] =>
  productBy(kernels, {
    elementwise: elementwise(kernels),
    scaled: (maps, factors) => {
      const { batch, cells, channels } = mapsOf(maps.shape)
      const [output] = kernels.inPlace([maps, factors], [maps.shape], patternBytes(channels), (simd, [x, f], [y], workspace) =>
        simd.scaleGroups(x, f, y, batch, cells, channels, workspace),
      )
      return output
    },
    sums: (left, right, shape) => {
      const { batch, cells, channels } = mapsOf(left.shape)
      const [output] = kernels.inPlace([left, right], [shape], 5 * patternBytes(channels), (simd, [a, b], [y], workspace) =>
        simd.sumProductsOfGroups(a, b, y, batch, cells, channels, workspace),
      )
      return output
    },
  })
