/** Which of our kernels runs for which convolution, and which filters stay packed: the one place where that is decided. */
import type { ConvolutionGeometry } from '../convolutionGeometry.js'
import type { ChosenPass, Pass } from './convolutionPass.js'
import { denseConvolution, denseInputGradient, isDense } from './denseConvolution.js'
import { directConvolution, directInputGradient } from './directConvolution.js'
import { directFilterGradient, type FilterGradient } from './directFilterGradient.js'
import { winogradConvolution, winogradInputGradient } from './winogradConvolution.js'
import { winogradFilterGradient } from './winogradFilterGradient.js'

export interface ConvolutionSwitches {
  /** false: direct products everywhere, which round a little less and keep a NaN to the outputs that see it, not to their tile of 4x4. */
  readonly winograd: boolean
}

interface Passes {
  readonly forward: (geometry: ConvolutionGeometry, isConstant: boolean) => ChosenPass
  readonly inputGradient: (geometry: ConvolutionGeometry) => Pass
  readonly filterGradient: (geometry: ConvolutionGeometry) => FilterGradient
}

const winogradFits = ({ kernel, stride, padding }: ConvolutionGeometry): boolean => kernel === 3 && stride === 1 && padding <= 2

/**
 * What else a product costs, in multiplications that take as long (estimates that chose well on 3x3 convolutions of 3 to 512 channels).
 * Winograd's transforms: of the filter, for one pair of channels; of a tile, for one channel on either side.
 */
const filterTransform = 300
const tileTransform = 300

/** Packing or reading a float of the filter, which with few outputs is not in the cache; a product of few tiles works on as many rows at least. */
const packing = 10
const reading = 4
const rowsOfTile = 4

/** Its sums round some ten times as much as direct ones: for less than a quarter of the multiplications saved it is not worth that. */
const worthRounding = 3 / 4

const tilesOf = ([batch, height, width]: ConvolutionGeometry['output']): number => batch * Math.ceil(height / 4) * Math.ceil(width / 4)
const cellsOf = ([batch, height, width]: ConvolutionGeometry['output']): number => batch * height * width

/**
 * Fewer multiplications: 36 for a tile of 4x4 outputs and a pair of channels instead of 9 for an output, but tiles reach over the edges of
 * maps, and the transforms must be made up for: by channels on both sides, and by tiles enough for the filter's, unless it stays transformed:
 * then it is read, which is four times as much as the filter itself.
 */
const winogradPays = ({ input, output }: ConvolutionGeometry, isConstant: boolean): boolean => {
  const tiles = tilesOf(output)
  const pairs = input[3] * output[3]
  const direct = 9 * pairs * (cellsOf(output) + (isConstant ? reading : 0))
  const products = 36 * pairs * (isConstant ? Math.max(tiles, rowsOfTile) + reading : tiles)
  return products + tiles * tileTransform * (input[3] + output[3]) + (isConstant ? 0 : filterTransform * pairs) < worthRounding * direct
}

/** A packed copy is kept where packing again would cost more than this share of the product: with few outputs. */
const keptShare = 1 / 32

const keepsTransformed = ({ output }: ConvolutionGeometry): boolean => filterTransform > keptShare * 36 * tilesOf(output)

export const keepsPanels = ({ output }: ConvolutionGeometry): boolean => packing > keptShare * cellsOf(output)

const withoutWinograd = (geometry: ConvolutionGeometry): Pass =>
  isDense(geometry) ? denseConvolution(geometry) : directConvolution(geometry)

export const convolutionChoice = ({ winograd }: ConvolutionSwitches): Passes => {
  const byWinograd = (geometry: ConvolutionGeometry, isConstant = false): boolean =>
    winograd && winogradFits(geometry) && winogradPays(geometry, isConstant)
  return {
    forward: (geometry, isConstant) =>
      byWinograd(geometry, isConstant)
        ? { pass: winogradConvolution(geometry), keptAs: isConstant && keepsTransformed(geometry) ? 'transformed' : undefined }
        : { pass: withoutWinograd(geometry), keptAs: isConstant && keepsPanels(geometry) ? 'panels' : undefined },
    inputGradient: (geometry) => {
      if (byWinograd(geometry)) return winogradInputGradient(geometry)
      return isDense(geometry) ? denseInputGradient(geometry) : directInputGradient(geometry)
    },
    filterGradient: (geometry) => (byWinograd(geometry) ? winogradFilterGradient(geometry) : directFilterGradient(geometry)),
  }
}
