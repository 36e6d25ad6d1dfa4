/**
 * Linear layers by our kernels; see `loops/linear.ts` for what they compute. Features are maps of one cell, and a weight is a filter of
 * one tap, so these are the direct products of convolution, with whatever transposes they need packed on the way.
 */
import type { LinearOptions, WeightedOperation } from '../../backend.js'
import { type ConvolutionGeometry, linearGeometry } from '../../convolutionGeometry.js'
import { weightedBy } from '../../weighted.js'
import { biasGradient } from './biasGradient.js'
import { keepsPanels } from './convolutionChoice.js'
import { type ChosenPass, filterGradientBy, type Pass, passBy } from './convolutionPass.js'
import { denseConvolution, denseInputGradient } from './denseConvolution.js'
import { directFilterGradient } from './directFilterGradient.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** A batch of one: packing the weight would take longer than the product. */
const vectorProduct = (inFeatures: number, outFeatures: number): Pass => ({
  packing: undefined,
  workspaceBytes: 0,
  run: (simd, input, weight, bias, output, { addend, activation }) =>
    simd.multiplyVector(input, inFeatures, weight, outFeatures, bias, output, addend, activation),
})

const choose = (geometry: ConvolutionGeometry, isConstant: boolean): ChosenPass =>
  geometry.input[0] === 1
    ? { pass: vectorProduct(geometry.input[3], geometry.output[3]), keptAs: undefined }
    : { pass: denseConvolution(geometry), keptAs: isConstant && keepsPanels(geometry) ? 'panels' : undefined }

export const linear = (kernels: InPlaceKernels): WeightedOperation<LinearOptions> =>
  weightedBy(kernels, {
    geometryOf: linearGeometry,
    weightOf: ({ weight }) => weight,
    forward: (input, weight, bias, geometry, ending) =>
      passBy(kernels, choose(geometry, kernels.isConstant(weight)), input, weight, bias, [geometry.output[0], geometry.output[3]], ending),
    inputGradient: (outputGradient, weight, geometry) =>
      passBy(kernels, { pass: denseInputGradient(geometry), keptAs: undefined }, outputGradient, weight, undefined, [
        geometry.input[0],
        geometry.input[3],
      ]),
    weightGradient: (input, outputGradient, geometry) =>
      filterGradientBy(kernels, directFilterGradient(geometry), input, outputGradient, [geometry.input[3], geometry.output[3]]),
    biasGradient: (outputGradient) => biasGradient(kernels, outputGradient),
  })
