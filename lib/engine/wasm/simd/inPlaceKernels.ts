import type { Kernels } from '../kernels.js'

/** Kernels on a device that runs ours in place. */
export type InPlaceKernels = Kernels & Required<Pick<Kernels, 'inPlace' | 'keptInPlace'>>

export const canRunInPlace = (kernels: Kernels): kernels is InPlaceKernels =>
  kernels.inPlace !== undefined && kernels.keptInPlace !== undefined
