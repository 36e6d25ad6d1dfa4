/** Operations with a weight by draws: convolutions, and linear layers as convolutions of one tap over maps of one cell. */
import type { Conv2dOptions, DeviceArray, Ending, LinearOptions, WeightedOperation } from '../backend.js'
import { channelsOf } from '../../shape/shape.js'
import { rowsOf } from '../channelRows.js'
import { type ConvolutionGeometry, geometryOf, linearGeometry } from '../convolutionGeometry.js'
import { checkEnding } from '../ending.js'
import { weightedBy } from '../weighted.js'
import { convolution, gradientByFilter, gradientByInput, sizesOf } from './convolutionPrograms.js'
import type { Drawing } from './drawing.js'
import { endedBy } from './endedBy.js'
import { groupSums, partsOf } from './groupSums.js'

/** The passes, whatever shapes the arrays are seen with: `shape` is that of the result. */
const passesOn = (drawing: Drawing) => {
  const { draw, release } = drawing
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
      // What is not read stands in for what is not there.
      return endedBy(drawing, activation, (uniforms) =>
        draw(convolution, { x, weights, bias: bias ?? weights, addend: addend ?? weights }, shape, {
          ...sizesOf(geometry),
          biased: bias === undefined ? 0 : 1,
          added: addend === undefined ? 0 : 1,
          ...uniforms,
        }),
      )
    },
    inputGradient: (dy: DeviceArray, weights: DeviceArray, geometry: ConvolutionGeometry, shape: readonly number[]): DeviceArray =>
      draw(gradientByInput, { dy, weights }, shape, sizesOf(geometry)),
    weightGradient: (x: DeviceArray, dy: DeviceArray, geometry: ConvolutionGeometry, shape: readonly number[]): DeviceArray => {
      const lines = geometry.output[0] * geometry.output[1]
      const { parts, perPart } = partsOf(lines)
      const partial = draw(gradientByFilter, { x, dy }, [parts, ...shape], { ...sizesOf(geometry), lines, perPart })
      const sums = groupSums(drawing, partial, parts, shape)
      release(partial)
      return sums
    },
    biasGradient: (dy: DeviceArray): DeviceArray => groupSums(drawing, dy, rowsOf(dy.shape), [channelsOf(dy.shape)]),
  }
}

export const conv2d = (drawing: Drawing): WeightedOperation<Conv2dOptions> => {
  const passes = passesOn(drawing)
  return weightedBy(drawing, {
    geometryOf,
    weightOf: ({ filter }) => filter,
    forward: (x, filter, bias, geometry, ending) => passes.forward(x, filter, bias, geometry, ending, geometry.output),
    inputGradient: (dy, filter, geometry) => passes.inputGradient(dy, filter, geometry, geometry.input),
    weightGradient: (x, dy, geometry) =>
      passes.weightGradient(x, dy, geometry, [geometry.kernel, geometry.kernel, geometry.input[3], geometry.output[3]]),
    biasGradient: passes.biasGradient,
  })
}

export const linear = (drawing: Drawing): WeightedOperation<LinearOptions> => {
  const passes = passesOn(drawing)
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
