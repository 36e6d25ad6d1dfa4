/** Depthwise convolution by our kernels (assembly/depthwise.ts); see `engine/convolutionGeometry.ts` for what it means. */
import { elementCount } from '../../../shape/shape.js'
import { parameterOf } from '../../activation.js'
import type { Conv2dOptions, DeviceArray, Ending, WeightedOperation } from '../../backend.js'
import { type ConvolutionGeometry, depthwiseGeometryOf } from '../../convolutionGeometry.js'
import { checkEnding } from '../../ending.js'
import { weightedBy, type WeightedPasses } from '../../weighted.js'
import { activationKind } from './activationKind.js'
import { biasGradient } from './biasGradient.js'
import { depthwiseFilterPass, type DepthwisePass, depthwisePass, depthwiseInputPass } from './depthwisePass.js'
import { endingWord } from './endingWord.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

const run = (
  kernels: InPlaceKernels,
  pass: DepthwisePass,
  source: DeviceArray,
  filter: DeviceArray,
  bias: DeviceArray | undefined,
  shape: readonly number[],
  ending: Ending,
): DeviceArray => {
  checkEnding(ending, shape)
  const { addend, activation } = ending
  const word = endingWord(activation)
  const borrowed = [source, filter, bias, addend].filter((array) => array !== undefined)
  const [output] = kernels.inPlace(borrowed, [shape], pass.workspaceBytes, (simd, addresses, [y], workspace) => {
    const addressOf = (array: DeviceArray | undefined): number => (array === undefined ? 0 : (addresses[borrowed.indexOf(array)] as number))
    const at = { source: addressOf(source), filter: addressOf(filter), bias: addressOf(bias), target: y, addend: addressOf(addend) }
    pass.run(simd, at, word ?? 0, workspace)
    if (activation !== undefined && word === undefined)
      simd.activate(activationKind(activation), parameterOf(activation), y, y, elementCount(shape))
  })
  return output
}

const filterGradient = (
  kernels: InPlaceKernels,
  input: DeviceArray,
  outputGradient: DeviceArray,
  geometry: ConvolutionGeometry,
): DeviceArray => {
  const pass = depthwiseFilterPass(geometry)
  const shape = geometry.filter
  const [gradient] = kernels.inPlace([input, outputGradient], [shape], pass.workspaceBytes, (simd, [x, dy], [dw], workspace) =>
    pass.run(simd, x, dy, dw, workspace),
  )
  return gradient
}

type Passes = WeightedPasses<Conv2dOptions, ConvolutionGeometry>

/** What it computes. */
export const depthwisePasses = (kernels: InPlaceKernels): Pick<Passes, 'forward' | 'inputGradient' | 'weightGradient'> => ({
  forward: (input, filter, bias, geometry, ending) => run(kernels, depthwisePass(geometry), input, filter, bias, geometry.output, ending),
  inputGradient: (outputGradient, filter, geometry) =>
    run(kernels, depthwiseInputPass(geometry), outputGradient, filter, undefined, geometry.input, {}),
  weightGradient: (input, outputGradient, geometry) => filterGradient(kernels, input, outputGradient, geometry),
})

/** `Backend.depthwiseConv2d` by our kernels. */
export const depthwiseConv2d = (kernels: InPlaceKernels): WeightedOperation<Conv2dOptions> =>
  weightedBy(kernels, {
    geometryOf: depthwiseGeometryOf,
    weightOf: ({ filter }) => filter,
    ...depthwisePasses(kernels),
    biasGradient: (outputGradient) => biasGradient(kernels, outputGradient),
  })
