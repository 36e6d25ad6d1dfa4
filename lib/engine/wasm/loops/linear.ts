/**
 * output = input weight + bias, for input [batch, inFeatures]. The gradients are
 *
 *     input: dy weightᵀ,   weight: inputᵀ dy,   bias: sum of dy over the batch
 *
 * with the transposes made first: tfjs-wasm multiplies a transposed operand twenty times slower than a plain one.
 */
import { elementCount } from '../../../shape/shape.js'
import type { DeviceArray, LinearOptions, WeightedOperation } from '../../backend.js'
import { linearGeometry } from '../../convolutionGeometry.js'
import { weightedBy } from '../../weighted.js'
import type { Kernels } from '../kernels.js'
import { channelSums } from './channelSums.js'
import { endedBy } from './endedBy.js'

const rows = (matrix: DeviceArray): number => matrix.shape[0] as number
const columns = (matrix: DeviceArray): number => matrix.shape[1] as number

/** left right + bias, all borrowed; the stock kernels want a leading batch axis and keep a packed copy of the right factor. */
const matrixProduct = (kernels: Kernels, left: DeviceArray, right: DeviceArray, bias: DeviceArray | undefined): DeviceArray => {
  const a = kernels.view(left, [1, ...left.shape])
  const b = kernels.view(right, [1, ...right.shape])
  const shape = [1, rows(left), columns(right)]
  const attributes = { transposeA: false, transposeB: false, activation: 'linear' }
  const workspaceBytes = 8 * elementCount(right.shape)
  const product =
    bias === undefined
      ? kernels.run('BatchMatMul', { a, b }, attributes, shape, workspaceBytes)
      : kernels.run('_FusedMatMul', { a, b, bias }, attributes, shape, workspaceBytes)
  const matrix = kernels.view(product, shape.slice(1))
  for (const array of [a, b, product]) kernels.release(array)
  return matrix
}

const transposed = (kernels: Kernels, matrix: DeviceArray): DeviceArray =>
  kernels.run('Transpose', { x: matrix }, { perm: [1, 0] }, [columns(matrix), rows(matrix)])

/** `Backend.linear`, by loops and stock kernels. */
export const linear = (kernels: Kernels): WeightedOperation<LinearOptions> =>
  weightedBy(kernels, {
    geometryOf: linearGeometry,
    weightOf: ({ weight }) => weight,
    forward: (input, weight, bias, _geometry, ending) => endedBy(kernels, matrixProduct(kernels, input, weight, bias), ending),
    inputGradient: (outputGradient, weight) => {
      const weightTransposed = transposed(kernels, weight)
      const gradient = matrixProduct(kernels, outputGradient, weightTransposed, undefined)
      kernels.release(weightTransposed)
      return gradient
    },
    weightGradient: (input, outputGradient) => {
      const inputTransposed = transposed(kernels, input)
      const gradient = matrixProduct(kernels, inputTransposed, outputGradient, undefined)
      kernels.release(inputTransposed)
      return gradient
    },
    biasGradient: (outputGradient) => channelSums(kernels, outputGradient),
  })
