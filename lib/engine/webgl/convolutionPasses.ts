/** The passes of a convolution whose programs compute one texel of one output a fragment. */
import type { Conv2dOptions } from '../backend.js'
import type { ConvolutionGeometry } from '../convolutionGeometry.js'
import { checkEnding } from '../ending.js'
import type { WeightedPasses } from '../weighted.js'
import { type endingArrays, endingOf } from './convolutionEnding.js'
import type { Drawing } from './drawing.js'
import { endedBy } from './endedBy.js'
import { groupSums, partsOf } from './groupSums.js'
import type { Program } from './program.js'

/** What they are. */
export interface ConvolutionPrograms {
  readonly convolution: Program<'x' | 'weights' | (typeof endingArrays)[number], string, 'written'>
  readonly gradientByInput: Program<'dy' | 'weights', string, 'written'>
  /** [parts, ...the filter's shape]: each part over `perPart` lines of outputs, those of all samples one after the other */
  readonly gradientByFilter: Program<'x' | 'dy', string, 'written'>
  /** what each is told of a convolution */
  readonly sizesOf: (geometry: ConvolutionGeometry) => Readonly<Record<string, number>>
}

/** Their passes. */
export type ConvolutionPasses = Pick<WeightedPasses<Conv2dOptions, ConvolutionGeometry>, 'forward' | 'inputGradient' | 'weightGradient'>

export const passesOf = (
  drawing: Drawing,
  { convolution, gradientByInput, gradientByFilter, sizesOf }: ConvolutionPrograms,
): ConvolutionPasses => {
  const { draw, release } = drawing
  return {
    forward: (x, weights, bias, geometry, { addend, activation }) => {
      checkEnding({ addend, activation }, geometry.output)
      return endedBy(drawing, activation, (ending) => {
        const { arrays, uniforms } = endingOf({ bias, addend, ...ending }, weights)
        return draw(convolution, { x, weights, ...arrays }, geometry.output, { ...sizesOf(geometry), ...uniforms })
      })
    },
    inputGradient: (dy, weights, geometry) => draw(gradientByInput, { dy, weights }, geometry.input, sizesOf(geometry)),
    weightGradient: (x, dy, geometry) => {
      const shape = geometry.filter
      const lines = geometry.output[0] * geometry.output[1]
      const { parts, perPart } = partsOf(lines)
      const partial = draw(gradientByFilter, { x, dy }, [parts, ...shape], { ...sizesOf(geometry), lines, perPart })
      const sums = groupSums(drawing, partial, parts, shape)
      release(partial)
      return sums
    },
  }
}
