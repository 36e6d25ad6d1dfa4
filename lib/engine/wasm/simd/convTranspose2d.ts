/** Transposed convolution by the kernels of convolutions; see `engine/transposed.ts` for what it computes, and `convolutionChoice.ts` for which kernel runs. */
import type { ConvTranspose2dOptions, WeightedOperation } from '../../backend.js'
import { transposedBy } from '../../transposed.js'
import { biasGradient } from './biasGradient.js'
import { convolutionChoice, type ConvolutionSwitches } from './convolutionChoice.js'
import { filterGradientBy, passBy } from './convolutionPass.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** `Backend.convTranspose2d` by our kernels. */
export const convTranspose2d = (kernels: InPlaceKernels, switches: ConvolutionSwitches): WeightedOperation<ConvTranspose2dOptions> => {
  const choice = convolutionChoice(switches)
  return transposedBy(kernels, {
    spread: (maps, filter, bias, geometry, ending) =>
      passBy(kernels, choice.transposed(geometry, kernels.isConstant(filter)), maps, filter, bias, geometry.input, ending),
    convolved: (maps, filter, geometry) => passBy(kernels, choice.forward(geometry, false), maps, filter, undefined, geometry.output),
    filterGradient: (input, outputGradient, geometry) =>
      filterGradientBy(kernels, choice.filterGradient(geometry), input, outputGradient, geometry.filter),
    biasGradient: (outputGradient) => biasGradient(kernels, outputGradient),
  })
}
