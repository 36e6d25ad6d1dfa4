/** Operations with a weight by draws: convolutions, and linear layers as convolutions of one tap over maps of one cell. */
import { known } from '../../shape/invariant.js'
import { channelsOf } from '../../shape/shape.js'
import type { Conv2dOptions, ConvTranspose2dOptions, DeviceArray, Ending, LinearOptions, WeightedOperation } from '../backend.js'
import { rowsOf } from '../channelRows.js'
import { type ConvolutionGeometry, geometryOf, groupsOf, isDepthwise, linearGeometry } from '../convolutionGeometry.js'
import { checkEnding } from '../ending.js'
import { transposedBy } from '../transposed.js'
import { weightedBy } from '../weighted.js'
import type { ConvolutionPasses } from './convolutionPasses.js'
import { convolution, gradientByInput, sizesOf, transposedConvolution } from './convolutionPrograms.js'
import type { Drawing } from './drawing.js'
import { type ConvolutionEnding, endingOf } from './convolutionEnding.js'
import { asItComes, endedBy } from './endedBy.js'
import { depthwisePasses } from './depthwiseConv2d.js'
import { filterGradient } from './filterGradient.js'
import { groupedPasses } from './groupedPasses.js'
import { groupsApart, isInFewGroups } from './groupsApart.js'
import { groupSums } from './groupSums.js'
import { type Fragments, type Together, togetherOf } from './together.js'

/** The passes, whatever shapes the arrays are seen with: `shape` is that of the result. */
const passesOn = (drawing: Drawing, fragments: Fragments) => {
  const { draw, drawSeveral, release } = drawing

  /** Takes the lanes. */
  const inPlace = (
    { programs, cut }: Together,
    lanes: Readonly<Record<string, DeviceArray>>,
    shape: readonly number[],
    ending: ConvolutionEnding,
  ): DeviceArray => {
    const { arrays, uniforms } = endingOf(ending, known(Object.values(lanes)[0]))
    const output = draw(programs.inPlace, { ...lanes, ...arrays }, shape, { ...cut, ...uniforms })
    for (const lane of Object.values(lanes)) release(lane)
    return output
  }

  const gradientLanes = ({ programs, shape, cut }: Together, dy: DeviceArray, weights: DeviceArray, geometry: ConvolutionGeometry) =>
    drawSeveral(programs.gradientByInput, { dy, weights }, shape, { ...sizesOf(geometry), ...cut })

  return {
    forward: (
      x: DeviceArray,
      weights: DeviceArray,
      bias: DeviceArray | undefined,
      geometry: ConvolutionGeometry,
      { addend, activation }: Ending,
      shape: readonly number[],
    ): DeviceArray => {
      checkEnding({ addend, activation }, shape)
      const together = togetherOf(fragments, geometry, geometry.output)
      return endedBy(drawing, activation, (last) => {
        const ending = { bias, addend, ...last }
        if (together !== undefined) {
          const lanes = drawSeveral(together.programs.forward, { x, weights }, together.shape, { ...sizesOf(geometry), ...together.cut })
          return inPlace(together, lanes, shape, ending)
        }
        const { arrays, uniforms } = endingOf(ending, weights)
        return draw(convolution, { x, weights, ...arrays }, shape, { ...sizesOf(geometry), ...uniforms })
      })
    },
    inputGradient: (dy: DeviceArray, weights: DeviceArray, geometry: ConvolutionGeometry, shape: readonly number[]): DeviceArray => {
      const together = togetherOf(fragments, geometry, geometry.input)
      return together === undefined
        ? draw(gradientByInput, { dy, weights }, shape, sizesOf(geometry))
        : inPlace(together, gradientLanes(together, dy, weights, geometry), shape, asItComes)
    },
    /** The input gradient as a pass forward. */
    transposed: (
      dy: DeviceArray,
      weights: DeviceArray,
      bias: DeviceArray | undefined,
      geometry: ConvolutionGeometry,
      { addend, activation }: Ending,
    ): DeviceArray => {
      checkEnding({ addend, activation }, geometry.input)
      const together = togetherOf(fragments, geometry, geometry.input)
      return endedBy(drawing, activation, (last) => {
        const ending = { bias, addend, ...last }
        if (together !== undefined) return inPlace(together, gradientLanes(together, dy, weights, geometry), geometry.input, ending)
        const { arrays, uniforms } = endingOf(ending, weights)
        return draw(transposedConvolution, { dy, weights, ...arrays }, geometry.input, { ...sizesOf(geometry), ...uniforms })
      })
    },
    weightGradient: (x: DeviceArray, dy: DeviceArray, geometry: ConvolutionGeometry, shape: readonly number[]): DeviceArray =>
      filterGradient(drawing, fragments.outputs, x, dy, geometry, shape),
    biasGradient: (dy: DeviceArray): DeviceArray => groupSums(drawing, dy, rowsOf(dy.shape), [channelsOf(dy.shape)]),
  }
}

export const conv2d = (drawing: Drawing, fragments: Fragments): WeightedOperation<Conv2dOptions> => {
  const passes = passesOn(drawing, fragments)
  const whole: ConvolutionPasses = {
    forward: (x, filter, bias, geometry, ending) => passes.forward(x, filter, bias, geometry, ending, geometry.output),
    inputGradient: (dy, filter, geometry) => passes.inputGradient(dy, filter, geometry, geometry.input),
    weightGradient: (x, dy, geometry) => passes.weightGradient(x, dy, geometry, geometry.filter),
  }
  const [apart, grouped, depthwise] = [groupsApart(drawing, whole), groupedPasses(drawing), depthwisePasses(drawing)]
  const passesFor = (geometry: ConvolutionGeometry): ConvolutionPasses =>
    groupsOf(geometry) === 1 ? whole : isDepthwise(geometry) ? depthwise : isInFewGroups(geometry) ? apart : grouped
  return weightedBy(drawing, {
    geometryOf,
    weightOf: ({ filter }) => filter,
    forward: (x, filter, bias, geometry, ending) => passesFor(geometry).forward(x, filter, bias, geometry, ending),
    inputGradient: (dy, filter, geometry) => passesFor(geometry).inputGradient(dy, filter, geometry),
    weightGradient: (x, dy, geometry) => passesFor(geometry).weightGradient(x, dy, geometry),
    biasGradient: passes.biasGradient,
  })
}

export const convTranspose2d = (drawing: Drawing, fragments: Fragments): WeightedOperation<ConvTranspose2dOptions> => {
  const passes = passesOn(drawing, fragments)
  return transposedBy(drawing, {
    spread: passes.transposed,
    convolved: (maps, filter, geometry) => passes.forward(maps, filter, undefined, geometry, {}, geometry.output),
    filterGradient: (input, outputGradient, geometry) => passes.weightGradient(input, outputGradient, geometry, geometry.filter),
    biasGradient: passes.biasGradient,
  })
}

export const linear = (drawing: Drawing, fragments: Fragments): WeightedOperation<LinearOptions> => {
  const passes = passesOn(drawing, fragments)
  return weightedBy(drawing, {
    geometryOf: linearGeometry,
    weightOf: ({ weight }) => weight,
    forward: (x, weight, bias, geometry, ending) =>
      passes.forward(x, weight, bias, geometry, ending, [geometry.output[0], geometry.output[3]]),
    inputGradient: (dy, weight, geometry) => passes.inputGradient(dy, weight, geometry, [geometry.input[0], geometry.input[3]]),
    weightGradient: (x, dy, geometry) => passes.weightGradient(x, dy, geometry, [geometry.input[3], geometry.output[3]]),
    biasGradient: passes.biasGradient,
  })
}
