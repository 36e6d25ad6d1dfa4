/**
 * Linear layers by our kernels; see the portable `linear.ts` for what they compute. Features are maps of one cell, and a weight is a filter of
 * one tap, so these are the direct products of convolution, with whatever transposes they need packed on the way.
 */
import { invariant } from '../../shape/invariant.js'
import { showShape } from '../../shape/shape.js'
import type { DeviceArray, LinearOptions, WeightedOperation } from '../backend.js'
import type { ConvolutionGeometry } from '../convolutionGeometry.js'
import { weightedBy } from '../weighted.js'
import { biasGradient } from './biasGradient.js'
import { type ChosenPass, filterGradientBy, type Pass, passBy } from './convolutionPass.js'
import { keepsPanels } from './convolutionChoice.js'
import { denseConvolution, denseInputGradient } from './denseConvolution.js'
import { directFilterGradient } from './directFilterGradient.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

const geometryOf = (input: DeviceArray, { weight }: LinearOptions): ConvolutionGeometry => {
  const [batch = 0, features = 0] = input.shape
  const [inFeatures = 0, outFeatures = 0] = weight.shape
  if (input.shape.length !== 2 || weight.shape.length !== 2 || features !== inFeatures) {
    invariant(`a linear layer's weight ${showShape(weight.shape)} was given features ${showShape(input.shape)}`)
  }
  return { kernel: 1, stride: 1, padding: 0, input: [batch, 1, 1, inFeatures], output: [batch, 1, 1, outFeatures] }
}

/** A batch of one: packing the weight would take longer than the product. */
const vectorProduct = (inFeatures: number, outFeatures: number): Pass => ({
  packing: undefined,
  workspaceBytes: 0,
  run: (simd, input, weight, bias, output, { addend, rectified }) =>
    simd.multiplyVector(input, inFeatures, weight, outFeatures, bias, output, addend, rectified),
})

const choose = (geometry: ConvolutionGeometry, isConstant: boolean): ChosenPass =>
  geometry.input[0] === 1
    ? { pass: vectorProduct(geometry.input[3], geometry.output[3]), keptAs: undefined }
    : { pass: denseConvolution(geometry), keptAs: isConstant && keepsPanels(geometry) ? 'panels' : undefined }

export const linear = (kernels: InPlaceKernels): WeightedOperation<LinearOptions> =>
  weightedBy(kernels, {
    geometryOf,
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
