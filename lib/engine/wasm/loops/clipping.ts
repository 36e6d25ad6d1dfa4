/** Clipping by loops over the heap; see `engine/clippingOperations.ts` for what it means. */
import { besideNorm, clippingBy } from '../../clipping.js'
import type { ClippingOperations } from '../../clippingOperations.js'
import type { Kernels } from '../kernels.js'

const norm = (arrays: readonly Float32Array[]): number => {
  let sum = 0
  for (const values of arrays) for (let i = 0; i < values.length; i += 1) sum += (values[i] as number) * (values[i] as number)
  return Math.sqrt(sum)
}

const scaled = (values: Float32Array, [norm = 0]: Float32Array, output: Float32Array, most: number): void => {
  const factor = Number.isFinite(norm) ? Math.min(1, most / (norm + besideNorm)) : Number.NaN
  for (let i = 0; i < output.length; i += 1) output[i] = factor * (values[i] as number)
}

const bounded = (values: Float32Array, output: Float32Array, most: number): void => {
  for (let i = 0; i < output.length; i += 1) {
    const value = values[i] as number
    output[i] = Number.isFinite(value) ? Math.min(Math.max(value, -most), most) : Number.NaN
  }
}

export const clipping = (kernels: Kernels): ClippingOperations =>
  clippingBy(kernels, {
    globalNorm: (arrays) => {
      const [output] = kernels.loop(arrays, [[1]], (values, [root]) => root.set([norm(values)]))
      return output
    },
    clipByNorm: (array, norm, most) => {
      const [output] = kernels.loop([array, norm], [array.shape], ([x, n], [y]) => scaled(x, n, y, most))
      return output
    },
    clipByValue: (array, most) => {
      const [output] = kernels.loop([array], [array.shape], ([x], [y]) => bounded(x, y, most))
      return output
    },
  })
