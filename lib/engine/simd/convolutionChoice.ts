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

/**
 * What Winograd's transforms cost, in multiplications of a product that take as long (estimates that chose well on 3x3 convolutions of 3 to 512 channels):
 * for one pair of channels of the filter, and for one channel of a tile, on either side.
 */
const filterTransform = 300
const tileTransform = 300

/**
 * Fewer multiplications: 36 for a tile of 4x4 outputs and a pair of channels instead of 9 for an output, but tiles reach over the edges of
 * maps, and the transforms must be made up for: by channels on both sides, and by tiles enough for the filter's.
 */
const winogradPays = ({ input, output }: ConvolutionGeometry): boolean => {
  const [batch, height, width, outChannels] = output
  const inChannels = input[3]
  const tiles = batch * Math.ceil(height / 4) * Math.ceil(width / 4)
  const pairs = inChannels * outChannels
  const direct = 9 * batch * height * width * pairs
  return tiles * (36 * pairs + tileTransform * (inChannels + outChannels)) + filterTransform * pairs < direct
}

export const convolutionChoice = ({ winograd }: ConvolutionSwitches): Passes => {
  const byWinograd = (geometry: ConvolutionGeometry): boolean => winograd && winogradFits(geometry) && winogradPays(geometry)
  return {
    forward: (geometry) => (byWinograd(geometry) ? winogradConvolution(geometry) : directConvolution(geometry)),
    inputGradient: (geometry) => (byWinograd(geometry) ? winogradInputGradient(geometry) : directInputGradient(geometry)),
    filterGradient: (geometry) => (byWinograd(geometry) ? winogradFilterGradient(geometry) : directFilterGradient(geometry)),
  }
}
