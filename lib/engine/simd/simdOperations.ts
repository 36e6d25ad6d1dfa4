/**
 * The operations that our own SIMD kernels do better than stock ones, to take the place of the portable ones; none where the device cannot
 * run them. Each file here says which kernel runs for which shape.
 */
import type { Backend } from '../backend.js'
import type { Kernels } from '../kernels.js'
import { conv2d } from './conv2d.js'
import { relu } from './relu.js'

/** Kernels on a device that runs ours in place. */
export type InPlaceKernels = Kernels & Required<Pick<Kernels, 'inPlace'>>

const canRunInPlace = (kernels: Kernels): kernels is InPlaceKernels => kernels.inPlace !== undefined

export const simdOperations = (kernels: Kernels): Partial<Backend> =>
  canRunInPlace(kernels)
    ? {
        conv2d: conv2d(kernels),
        relu: relu(kernels),
      }
    : {}
