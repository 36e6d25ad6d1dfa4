/**
 * Convolution by our kernels; see `engine/convolutionGeometry.ts` for what it computes, and `convolutionChoice.ts` for which kernel runs.
 */
import type { Conv2dOptions, WeightedOperation } from '../../backend.js'
import { geometryOf, isDepthwise } from '../../convolutionGeometry.js'
import { weightedBy } from '../../weighted.js'
import { biasGradient } from './biasGradient.js'
import { convolutionChoice, type ConvolutionSwitches } from './convolutionChoice.js'
import { filterGradientBy, passBy } from './convolutionPass.js'
import { depthwisePasses } from './depthwiseConv2d.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** `Backend.conv2d` by our kernels. */
export const conv2d = (kernels: InPlaceKernels, switches: ConvolutionSwitches): WeightedOperation<Conv2dOptions> => {
  const choice = convolutionChoice(switches)
  const depthwise = depthwisePasses(kernels)
  return weightedBy(kernels, {
    geometryOf,
    weightOf: ({ filter }) => filter,
    forward: (input, filter, bias, geometry, ending) =>
      isDepthwise(geometry)
        ? depthwise.forward(input, filter, bias, geometry, ending)
        : passBy(kernels, choice.forward(geometry, kernels.isConstant(filter)), input, filter, bias, geometry.output, ending),
    inputGradient: (outputGradient, filter, geometry) =>
      isDepthwise(geometry)
        ? depthwise.inputGradient(outputGradient, filter, geometry)
        : passBy(kernels, { pass: choice.inputGradient(geometry), keptAs: undefined }, outputGradient, filter, undefined, geometry.input),
    weightGradient: (input, outputGradient, geometry) =>
      isDepthwise(geometry)
        ? depthwise.weightGradient(input, outputGradient, geometry)
        : filterGradientBy(kernels, choice.filterGradient(geometry), input, outputGradient, geometry.filter),
    biasGradient: (outputGradient) => biasGradient(kernels, outputGradient),
  })
}
