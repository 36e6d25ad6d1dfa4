/** Depthwise convolutions by draws; see `engine/convolutionGeometry.ts` for what they mean. Four channels a texel, which meet a texel of the filter. */
import { channelsOf } from '../../shape/shape.js'
import type { Conv2dOptions, WeightedOperation } from '../backend.js'
import { rowsOf } from '../channelRows.js'
import { depthwiseGeometryOf } from '../convolutionGeometry.js'
import { weightedBy } from '../weighted.js'
import { endedSum, endingArrays, endingSizes } from './convolutionEnding.js'
import { type ConvolutionPasses, passesOf } from './convolutionPasses.js'
import type { Drawing } from './drawing.js'
import { groupSums } from './groupSums.js'
import { program } from './program.js'
import { atInput, atOutput, overTaps, overWindows, windowSizes, windowSizesOf } from './windowWalks.js'

const convolution = program(
  'depthwise convolution',
  ['x', 'weights', ...endingArrays],
  { ...windowSizes, ...endingSizes },
  `
vec4 value(int row, int quad) {
  ${atOutput}
  vec4 sum = vec4(0.0);
  ${overTaps('sum += x(((n * height + y) * width + x0) * xQuads + quad) * weights(tap * weightsQuads + quad);')}
  ${endedSum('row * outputQuads + quad')}
}`,
)

/** For each cell of the input, over the windows that hold it. */
const gradientByInput = program(
  'gradient of a depthwise convolution by its input',
  ['dy', 'weights'],
  windowSizes,
  `
vec4 value(int row, int quad) {
  ${atInput}
  vec4 sum = vec4(0.0);
  ${overWindows('sum += dy(((n * outHeight + y) * outWidth + x0) * dyQuads + quad) * weights(tap * weightsQuads + quad);')}
  return sum;
}`,
)

/** [parts, tapsY, tapsX, 1, channels]: each part over some lines of outputs, those of all samples one after the other. */
const gradientByFilter = program(
  'gradient of a depthwise convolution by its filter',
  ['x', 'dy'],
  { ...windowSizes, lines: 'int', perPart: 'int' },
  `
vec4 value(int row, int quad) {
  int rest = row;
  int q = rest % tapsX; rest /= tapsX;
  int r = rest % tapsY;
  int first = rest / tapsY * perPart, end = min(lines, first + perPart);
  vec4 sum = vec4(0.0);
  for (int line = first; line < end; line += 1) {
    int y = (line % outHeight) * strideY - paddingY + r * dilationY;
    if (y < 0 || y >= height) continue;
    int from = ((line / outHeight) * height + y) * width;
    vec4 part = vec4(0.0);
    for (int column = 0; column < outWidth; column += 1) {
      int at = column * strideX - paddingX + q * dilationX;
      if (at >= 0 && at < width) part += x((from + at) * xQuads + quad) * dy((line * outWidth + column) * dyQuads + quad);
    }
    sum += part;
  }
  return sum;
}`,
)

/** What a depthwise convolution computes. */
export const depthwisePasses = (drawing: Drawing): ConvolutionPasses =>
  passesOf(drawing, { convolution, gradientByInput, gradientByFilter, sizesOf: windowSizesOf })

export const depthwiseConv2d = (drawing: Drawing): WeightedOperation<Conv2dOptions> =>
  weightedBy(drawing, {
    geometryOf: depthwiseGeometryOf,
    weightOf: ({ filter }) => filter,
    ...depthwisePasses(drawing),
    biasGradient: (dy) => groupSums(drawing, dy, rowsOf(dy.shape), [channelsOf(dy.shape)]),
  })
