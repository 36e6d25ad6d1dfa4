/** Which of our kernels runs for which convolution: the one place where that is decided. */
import type { ConvolutionGeometry } from '../convolutionGeometry.js'
import { directConvolution, directInputGradient, type Pass } from './directConvolution.js'
import { directFilterGradient, type FilterGradient } from './directFilterGradient.js'
import { winogradConvolution, winogradInputGradient } from './winogradConvolution.js'
import { winogradFilterGradient } from './winogradFilterGradient.js'

export interface ConvolutionSwitches {
  /** false: direct products everywhere, which round a little less and keep a NaN to the outputs that see it, not to their tile of 4x4. */
  readonly winograd: boolean
}

interface Passes {
  readonly forward: (geometry: ConvolutionGeometry) => Pass
  readonly inputGradient: (geometry: ConvolutionGeometry) => Pass
  readonly filterGradient: (geometry: ConvolutionGeometry) => FilterGradient
}

const winogradFits = ({ kernel, stride, padding }: ConvolutionGeometry): boolean => kernel === 3 && stride === 1 && padding <= 2

/** Channels below which the transforms cost more than the products they save. */
const winogradPays = ({ input, output }: ConvolutionGeometry): boolean => Math.min(input[3], output[3]) >= 4

export const convolutionChoice = ({ winograd }: ConvolutionSwitches): Passes => {
  const byWinograd = (geometry: ConvolutionGeometry): boolean => winograd && winogradFits(geometry) && winogradPays(geometry)
  return {
    forward: (geometry) => (byWinograd(geometry) ? winogradConvolution(geometry) : directConvolution(geometry)),
    inputGradient: (geometry) => (byWinograd(geometry) ? winogradInputGradient(geometry) : directInputGradient(geometry)),
    filterGradient: (geometry) => (byWinograd(geometry) ? winogradFilterGradient(geometry) : directFilterGradient(geometry)),
  }
}
