/**
 * Max pooling by our kernels; see `engine/maxPool.ts` for what it means. The cells that won are numbered in a byte each, packed into
 * an array of floats; windows of more cells than a byte can number are left to a loop.
 */
import { horizontal, vertical } from '../../../shape/perAxis.js'
import { elementCount } from '../../../shape/shape.js'
import type { DeviceArray, InputGradient, MaxPoolOptions, Operation } from '../../backend.js'
import { maxPoolBy } from '../../maxPool.js'
import type { PoolGeometry } from '../../poolGeometry.js'
import { maxPool as loopedMaxPool } from '../loops/maxPool.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { poolSizes } from './poolSizes.js'

/** A byte numbers so many. */
const mostCells = 256

const smallMaxPool = (kernels: InPlaceKernels): Operation<MaxPoolOptions, InputGradient> => {
  const forwardAndCells = (input: DeviceArray, geometry: PoolGeometry): readonly [DeviceArray, DeviceArray] => {
    const { sizes, paddings, workspaceBytes } = poolSizes(geometry)
    const { outputShape } = geometry
    const winners = [Math.ceil(elementCount(outputShape) / 4)]
    return kernels.inPlace([input], [outputShape, winners], workspaceBytes, (simd, [x], [y, cells], workspace) =>
      simd.poolMaximum(x, y, cells, ...sizes, ...paddings, workspace),
    )
  }
  return maxPoolBy(kernels, {
    forwardAndCells,
    // A sixteenth of the pass goes into winners that nobody asks for; a kernel without them would not be worth its bytes.
    forward: (input, geometry) => {
      const [output, cells] = forwardAndCells(input, geometry)
      kernels.release(cells)
      return output
    },
    backward: (outputGradient, cells, geometry) => {
      const { sizes, paddings, workspaceBytes } = poolSizes(geometry)
      const [gradient] = kernels.inPlace(
        [outputGradient, cells],
        [geometry.inputShape],
        workspaceBytes,
        (simd, [dy, won], [dx], workspace) => simd.poolMaximumGradient(dy, won, dx, ...sizes, ...paddings, workspace),
      )
      return gradient
    },
  })
}

export const maxPool = (kernels: InPlaceKernels): Operation<MaxPoolOptions, InputGradient> => {
  const small = smallMaxPool(kernels)
  const large = loopedMaxPool(kernels)
  const by = ({ size }: MaxPoolOptions): Operation<MaxPoolOptions, InputGradient> =>
    vertical(size) * horizontal(size) <= mostCells ? small : large
  return {
    apply: (input, options) => by(options).apply(input, options),
    differentiate: (input, options) => by(options).differentiate(input, options),
  }
}
