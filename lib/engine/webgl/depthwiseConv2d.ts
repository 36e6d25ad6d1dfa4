/** Depthwise convolutions by draws; see `engine/convolutionGeometry.ts` for what they mean. Four channels a texel, which meet a texel of the filter. */
import { channelsOf } from '../../shape/shape.js'
import type { Conv2dOptions, WeightedOperation } from '../backend.js'
import { rowsOf } from '../channelRows.js'
import { type ConvolutionGeometry, depthwiseGeometryOf } from '../convolutionGeometry.js'
import { checkEnding } from '../ending.js'
import { weightedBy } from '../weighted.js'
import { endedSum, endingArrays, endingOf, endingSizes } from './convolutionEnding.js'
import { sizesOf as convolutionSizes } from './convolutionPrograms.js'
import type { Drawing } from './drawing.js'
import { endedBy } from './endedBy.js'
import { groupSums, partsOf } from './groupSums.js'
import { program } from './program.js'
import { atInput, atOutput, overTaps, overWindows } from './windowWalks.js'

const sizes = { height: 'int', width: 'int', outHeight: 'int', outWidth: 'int', size: 'int', stride: 'int', padding: 'int' } as const

const sizesOf = (geometry: ConvolutionGeometry): Readonly<Record<keyof typeof sizes, number>> => {
  const { inChannels: _, ...rest } = convolutionSizes(geometry)
  return rest
}

const convolution = program(
  'depthwise convolution',
  ['x', 'weights', ...endingArrays],
  { ...sizes, ...endingSizes },
  `
vec4 value(int row, int quad) {
  ${atOutput}
  vec4 sum = vec4(0.0);
  ${overTaps('sum += x(((n * height + top + r) * width + left + q) * xQuads + quad) * weights((r * size + q) * weightsQuads + quad);')}
  ${endedSum('row * outputQuads + quad')}
}`,
)

/** For each cell of the input, over the windows that hold it. */
const gradientByInput = program(
  'gradient of a depthwise convolution by its input',
  ['dy', 'weights'],
  sizes,
  `
vec4 value(int row, int quad) {
  ${atInput}
  vec4 sum = vec4(0.0);
  ${overWindows('sum += dy(((n * outHeight + y) * outWidth + x0) * dyQuads + quad) * weights((r * size + q) * weightsQuads + quad);')}
  return sum;
}`,
)

/** [parts, size, size, 1, channels]: each part over some lines of outputs, those of all samples one after the other. */
const gradientByFilter = program(
  'gradient of a depthwise convolution by its filter',
  ['x', 'dy'],
  { ...sizes, lines: 'int', perPart: 'int' },
  `
vec4 value(int row, int quad) {
  int rest = row;
  int q = rest % size; rest /= size;
  int r = rest % size;
  int first = rest / size * perPart, end = min(lines, first + perPart);
  vec4 sum = vec4(0.0);
  for (int line = first; line < end; line += 1) {
    int y = (line % outHeight) * stride - padding + r;
    if (y < 0 || y >= height) continue;
    int from = ((line / outHeight) * height + y) * width;
    vec4 part = vec4(0.0);
    for (int column = 0; column < outWidth; column += 1) {
      int at = column * stride - padding + q;
      if (at >= 0 && at < width) part += x((from + at) * xQuads + quad) * dy((line * outWidth + column) * dyQuads + quad);
    }
    sum += part;
  }
  return sum;
}`,
)

export const depthwiseConv2d = (drawing: Drawing): WeightedOperation<Conv2dOptions> => {
  const { draw, release } = drawing
  return weightedBy(drawing, {
    geometryOf: depthwiseGeometryOf,
    weightOf: ({ filter }) => filter,
    forward: (x, weights, bias, geometry, { addend, activation }) => {
      checkEnding({ addend, activation }, geometry.output)
      return endedBy(drawing, activation, (ending) => {
        const { arrays, uniforms } = endingOf({ bias, addend, ...ending }, weights)
        return draw(convolution, { x, weights, ...arrays }, geometry.output, { ...sizesOf(geometry), ...uniforms })
      })
    },
    inputGradient: (dy, weights, geometry) => draw(gradientByInput, { dy, weights }, geometry.input, sizesOf(geometry)),
    weightGradient: (x, dy, geometry) => {
      const shape = [geometry.kernel, geometry.kernel, 1, geometry.input[3]]
      const lines = geometry.output[0] * geometry.output[1]
      const { parts, perPart } = partsOf(lines)
      const partial = draw(gradientByFilter, { x, dy }, [parts, ...shape], { ...sizesOf(geometry), lines, perPart })
      const sums = groupSums(drawing, partial, parts, shape)
      release(partial)
      return sums
    },
    biasGradient: (dy) => groupSums(drawing, dy, rowsOf(dy.shape), [channelsOf(dy.shape)]),
  })
}
