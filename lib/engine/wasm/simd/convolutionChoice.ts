/** Which of our kernels runs for which convolution, and which filters stay packed: the one place where that is decided. */
import { type ConvolutionGeometry, groupsOf, isSquare, oneGroup } from '../../convolutionGeometry.js'
import type { ChosenPass, Pass } from './convolutionPass.js'
import { denseConvolution, denseInputGradient, isDense } from './denseConvolution.js'
import { directConvolution, directInputGradient } from './directConvolution.js'
import { directFilterGradient, type FilterGradient } from './directFilterGradient.js'
import { filterGradientInGroups, inputGradientInGroups, outputInGroups } from './groupedConvolution.js'
import { gatheredGradient, spreadFilter, wholeOf } from './spreadGroups.js'
import { winogradConvolution, winogradInputGradient } from './winogradConvolution.js'
import { winogradFilterGradient } from './winogradFilterGradient.js'

export interface ConvolutionSwitches {
  /** false: direct products everywhere, which round a little less and keep a NaN to the outputs that see it, not to their tile of 4x4 or, in thin groups, to all of their cells. */
  readonly winograd: boolean
}

interface Passes {
  readonly forward: (geometry: ConvolutionGeometry, isConstant: boolean) => ChosenPass
  readonly inputGradient: (geometry: ConvolutionGeometry) => Pass
  /** the same as a pass forward */
  readonly transposed: (geometry: ConvolutionGeometry, isConstant: boolean) => ChosenPass
  readonly filterGradient: (geometry: ConvolutionGeometry) => FilterGradient
}

const winogradFits = (geometry: ConvolutionGeometry): boolean =>
  isSquare(geometry, 3, 1) && geometry.y.padding === geometry.x.padding && geometry.y.padding <= 2

/**
 * What else a product costs, in multiplications that take as long (estimates that chose well on 3x3 convolutions of 3 to 512 channels).
 * Winograd's transforms: of the filter, for one pair of channels; of a tile, for one channel on either side.
 */
const filterTransform = 300
const tileTransform = 150

/** Packing or reading a float of the filter, which with few outputs is not in the cache; a product of few tiles works on as many rows at least. */
const packing = 10
const reading = 4
const rowsOfTile = 4

/**
 * Winograd's sums round some ten times as much as direct ones. Forward, that now and then tips the decision of a rectifier or a max-pool, and is not
 * worth it for a little time: the transforms count twice, and a quarter must be saved still. Gradients decide nothing.
 */
const forwardTransform = 2 * tileTransform
const worthRounding = 3 / 4

/** A filter's gradient is a product of so many rows at least at a time; direct ones fill them from the window, of which Winograd leaves nothing. */
const leastChannels = 4

const tilesOf = ([batch, height, width]: ConvolutionGeometry['output']): number => batch * Math.ceil(height / 4) * Math.ceil(width / 4)
const cellsOf = ([batch, height, width]: ConvolutionGeometry['output']): number => batch * height * width

/** Multiplications of a direct product: 9 for an output and a pair of channels; a constant filter that it keeps is read. */
const directCost = ({ input, output }: ConvolutionGeometry, isConstant: boolean): number =>
  9 * input[3] * output[3] * (cellsOf(output) + (isConstant ? reading : 0))

/**
 * Fewer multiplications: 36 for a tile of 4x4 outputs and a pair of channels, but tiles reach over the edges of maps, and the transforms must be made
 * up for: by channels on both sides, and by tiles enough for the filter's, unless it stays transformed: then it is read, which is four times as
 * much as the filter itself.
 */
const winogradCost = ({ input, output }: ConvolutionGeometry, isConstant: boolean, transform: number): number => {
  const tiles = tilesOf(output)
  const perPair = isConstant ? 36 * (Math.max(tiles, rowsOfTile) + reading) : 36 * tiles + filterTransform
  return perPair * input[3] * output[3] + tiles * transform * (input[3] + output[3])
}

const paysForward = (geometry: ConvolutionGeometry, isConstant: boolean): boolean =>
  winogradCost(geometry, isConstant, forwardTransform) < worthRounding * directCost(geometry, isConstant)

const paysBack = (geometry: ConvolutionGeometry): boolean => winogradCost(geometry, false, tileTransform) < directCost(geometry, false)

/** A packed copy is kept where packing again would cost more than this share of the product: with few outputs. */
const keptShare = 1 / 32

const keepsTransformed = ({ output }: ConvolutionGeometry): boolean => filterTransform > keptShare * 36 * tilesOf(output)

export const keepsPanels = ({ output }: ConvolutionGeometry): boolean => packing > keptShare * cellsOf(output)

const withoutWinograd = (geometry: ConvolutionGeometry): Pass =>
  isDense(geometry) ? denseConvolution(geometry) : directConvolution(geometry)

/**
 * What it costs to take a group's channels of a cell out and lay them back, in products of a pair of channels in one convolution of all: below it, groups are
 * so thin that products with 0 cost less. Measured on 1x1 and 3x3 convolutions of 8 to 128 channels, in 2 to 64 groups.
 */
const apartness = 100
const apartnessBack = 150

const areThin = (geometry: ConvolutionGeometry, cost: number): boolean =>
  geometry.input[3] * geometry.output[3] < cost * (groupsOf(geometry) + 1)

/**
 * Passes of one group; of several, each is computed as if by itself, or all as one where they are thin. That, too, is only where a NaN need not keep to the
 * outputs that see it: 0 times it is none.
 */
const forGroups = (passes: Passes, { winograd }: ConvolutionSwitches): Passes => {
  const isOne = (geometry: ConvolutionGeometry): boolean => groupsOf(geometry) === 1
  const isSpread = (geometry: ConvolutionGeometry, cost = apartnessBack): boolean => winograd && areThin(geometry, cost)
  return {
    forward: (geometry, isConstant) => {
      if (isOne(geometry)) return passes.forward(geometry, isConstant)
      const isWhole = isSpread(geometry, apartness)
      const { pass, keptAs } = passes.forward(isWhole ? wholeOf(geometry) : oneGroup(geometry), isConstant)
      return {
        pass: isWhole ? spreadFilter(geometry, pass) : outputInGroups(geometry, pass),
        keptAs: keptAs && `${keptAs} of ${groupsOf(geometry)} groups`,
      }
    },
    inputGradient: (geometry) => {
      if (isOne(geometry)) return passes.inputGradient(geometry)
      return isSpread(geometry)
        ? spreadFilter(geometry, passes.inputGradient(wholeOf(geometry)))
        : inputGradientInGroups(geometry, passes.inputGradient(oneGroup(geometry)))
    },
    transposed: passes.transposed,
    filterGradient: (geometry) => {
      if (isOne(geometry)) return passes.filterGradient(geometry)
      return isSpread(geometry)
        ? gatheredGradient(geometry, passes.filterGradient(wholeOf(geometry)))
        : filterGradientInGroups(geometry, passes.filterGradient(oneGroup(geometry)))
    },
  }
}

export const convolutionChoice = (switches: ConvolutionSwitches): Passes => {
  const { winograd } = switches
  const fits = (geometry: ConvolutionGeometry): boolean => winograd && winogradFits(geometry)
  const passes: Passes = {
    forward: (geometry, isConstant) =>
      fits(geometry) && paysForward(geometry, isConstant)
        ? { pass: winogradConvolution(geometry), keptAs: isConstant && keepsTransformed(geometry) ? 'transformed' : undefined }
        : { pass: withoutWinograd(geometry), keptAs: isConstant && keepsPanels(geometry) ? 'panels' : undefined },
    inputGradient: (geometry) => {
      if (fits(geometry) && paysBack(geometry)) return winogradInputGradient(geometry)
      return isDense(geometry) ? denseInputGradient(geometry) : directInputGradient(geometry)
    },
    // a filter that is packed for this is another than the same one packed for a convolution
    transposed: (geometry, isConstant) =>
      fits(geometry) && paysForward(geometry, isConstant)
        ? { pass: winogradInputGradient(geometry), keptAs: isConstant && keepsTransformed(geometry) ? 'transformed and turned' : undefined }
        : {
            pass: isDense(geometry) ? denseInputGradient(geometry) : directInputGradient(geometry, true),
            keptAs: isConstant && keepsPanels(geometry) ? 'panels of a transposed filter' : undefined,
          },
    filterGradient: (geometry) =>
      fits(geometry) && geometry.input[3] >= leastChannels && paysBack(geometry)
        ? winogradFilterGradient(geometry)
        : directFilterGradient(geometry),
  }
  return forGroups(passes, switches)
}
