/** Depthwise convolutions by draws; see `engine/convolutionGeometry.ts` for what they mean. Four channels a texel, which meet a texel of the filter. */
import { channelsOf } from '../../shape/shape.js'
import type { Conv2dOptions, WeightedOperation } from '../backend.js'
import { rowsOf } from '../channelRows.js'
import { type ConvolutionGeometry, depthwiseGeometryOf } from '../convolutionGeometry.js'
import { checkEnding } from '../ending.js'
import { weightedBy } from '../weighted.js'
import { sizesOf as convolutionSizes } from './convolutionPrograms.js'
import type { Drawing } from './drawing.js'
import { endedBy } from './endedBy.js'
import { groupSums, partsOf } from './groupSums.js'
import { program } from './program.js'

const sizes = { height: 'int', width: 'int', outHeight: 'int', outWidth: 'int', size: 'int', stride: 'int', padding: 'int' } as const

const sizesOf = (geometry: ConvolutionGeometry): Readonly<Record<keyof typeof sizes, number>> => {
  const { inChannels: _, ...rest } = convolutionSizes(geometry)
  return rest
}

const convolution = program(
  'depthwise convolution',
  ['x', 'weights', 'bias', 'addend'],
  { ...sizes, biased: 'int', added: 'int', ending: 'int', slope: 'float' },
  `
vec4 value(int row, int quad) {
  int cell = row;
  int left = (cell % outWidth) * stride - padding; cell /= outWidth;
  int top = (cell % outHeight) * stride - padding;
  int n = cell / outHeight;
  int rowFrom = max(0, -top), rowEnd = min(size, height - top), columnFrom = max(0, -left), columnEnd = min(size, width - left);
  vec4 sum = vec4(0.0);
  for (int r = rowFrom; r < rowEnd; r += 1)
    for (int q = columnFrom; q < columnEnd; q += 1)
      sum += x(((n * height + top + r) * width + left + q) * xQuads + quad) * weights((r * size + q) * weightsQuads + quad);
  if (biased == 1) sum += bias(quad);
  if (added == 1) sum += addend(row * outputQuads + quad);
  return ended(sum, ending, slope);
}`,
)

/** For each cell of the input, over the windows that hold it. */
const gradientByInput = program(
  'gradient of a depthwise convolution by its input',
  ['dy', 'weights'],
  sizes,
  `
vec4 value(int row, int quad) {
  int cell = row;
  int column = cell % width + padding; cell /= width;
  int line = cell % height + padding;
  int n = cell / height;
  vec4 sum = vec4(0.0);
  for (int r = 0; r < size; r += 1) {
    int top = line - r;
    if (top < 0 || top % stride != 0 || top / stride >= outHeight) continue;
    for (int q = 0; q < size; q += 1) {
      int left = column - q;
      if (left < 0 || left % stride != 0 || left / stride >= outWidth) continue;
      sum += dy(((n * outHeight + top / stride) * outWidth + left / stride) * dyQuads + quad) * weights((r * size + q) * weightsQuads + quad);
    }
  }
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
      // What is not read stands in for what is not there.
      return endedBy(drawing, activation, (uniforms) =>
        draw(convolution, { x, weights, bias: bias ?? weights, addend: addend ?? weights }, geometry.output, {
          ...sizesOf(geometry),
          biased: bias === undefined ? 0 : 1,
          added: addend === undefined ? 0 : 1,
          ...uniforms,
        }),
      )
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
