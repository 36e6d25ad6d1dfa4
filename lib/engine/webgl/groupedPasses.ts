/**
 * Convolutions in groups by draws; see `engine/convolutionGeometry.ts` for what they mean. A texel's four channels may be of several groups: each lane then fetches
 * what its own group sees. Where groups fill texels, four channels go at once, as in convolutions of one group.
 */
import { type ConvolutionGeometry, oneGroup } from '../convolutionGeometry.js'
import { endedSum, endingArrays, endingSizes } from './convolutionEnding.js'
import { type ConvolutionPasses, passesOf } from './convolutionPasses.js'
import type { Drawing } from './drawing.js'
import { program } from './program.js'
import { atInput, atOutput, overTaps, overWindows, windowSizes, windowSizesOf } from './windowWalks.js'

/** `reads` inputs make `made` outputs, in each group. */
const sizes = { ...windowSizes, reads: 'int', made: 'int' } as const

const sizesOf = (geometry: ConvolutionGeometry): Readonly<Record<keyof typeof sizes, number>> => {
  const { input, output } = oneGroup(geometry)
  return { ...windowSizesOf(geometry), reads: input[3], made: output[3] }
}

/** GLSL: the channels of a texel, and the first that the group of each sees. */
const lanesOf = `const ivec4 lanes = ivec4(0, 1, 2, 3);
bool together(ivec4 first) { return first.x == first.w; }
vec4 xOf(int cell, ivec4 channels) {
  return together(channels)
    ? vec4(xAt(cell, channels.x))
    : vec4(xAt(cell, channels.x), xAt(cell, channels.y), xAt(cell, channels.z), xAt(cell, channels.w));
}
`

const convolution = program(
  'convolution in groups',
  ['x', 'weights', ...endingArrays],
  { ...sizes, ...endingSizes },
  `${lanesOf}
vec4 products(int cell, int weight, int quad, ivec4 seen) {
  vec4 sum = vec4(0.0);
  bool whole = together(seen) && reads % 4 == 0;
  for (int first = 0; first < reads; first += 64) {
    vec4 part = vec4(0.0);
    int end = min(reads, first + 64);
    if (whole) {
      for (int c = first; c < end; c += 4) {
        vec4 v = x(cell * xQuads + ((seen.x + c) >> 2));
        int at = (weight + c) * weightsQuads + quad;
        part += v.x * weights(at) + v.y * weights(at + weightsQuads) + v.z * weights(at + 2 * weightsQuads) + v.w * weights(at + 3 * weightsQuads);
      }
    } else {
      for (int c = first; c < end; c += 1) part += xOf(cell, seen + c) * weights((weight + c) * weightsQuads + quad);
    }
    sum += part;
  }
  return sum;
}
vec4 value(int row, int quad) {
  ${atOutput}
  ivec4 seen = (4 * quad + lanes) / made * reads;
  vec4 sum = vec4(0.0);
  ${overTaps('sum += products((n * height + y) * width + x0, tap * reads, quad, seen);')}
  ${endedSum('row * outputQuads + quad')}
}`,
)

/** For each cell of the input, over the windows that hold it. */
const gradientByInput = program(
  'gradient of a convolution in groups by its input',
  ['dy', 'weights'],
  sizes,
  `
float product(int cell, int weight, int first) {
  float sum = 0.0;
  for (int from = first; from < first + made; from += 64) {
    float part = 0.0;
    int end = min(first + made, from + 64);
    if (made % 4 == 0) {
      for (int o = from; o < end; o += 4) part += dot(dy(cell * dyQuads + (o >> 2)), weights(weight * weightsQuads + (o >> 2)));
    } else {
      for (int o = from; o < end; o += 1) part += dyAt(cell, o) * weightsAt(weight, o);
    }
    sum += part;
  }
  return sum;
}
vec4 value(int row, int quad) {
  ${atInput}
  ivec4 channels = 4 * quad + ivec4(0, 1, 2, 3);
  ivec4 groups = channels / reads;
  ivec4 rows = channels - groups * reads, first = groups * made;
  vec4 sum = vec4(0.0);
  ${overWindows(`int at = (n * outHeight + y) * outWidth + x0, matrix = tap * reads;
      sum += vec4(
        product(at, matrix + rows.x, first.x),
        product(at, matrix + rows.y, first.y),
        product(at, matrix + rows.z, first.z),
        product(at, matrix + rows.w, first.w));`)}
  return sum;
}`,
)

/** [parts, tapsY, tapsX, reads, outChannels]: each part over some lines of outputs, those of all samples one after the other. */
const gradientByFilter = program(
  'gradient of a convolution in groups by its filter',
  ['x', 'dy'],
  { ...sizes, lines: 'int', perPart: 'int' },
  `${lanesOf}
vec4 value(int row, int quad) {
  int rest = row;
  int c = rest % reads; rest /= reads;
  int q = rest % tapsX; rest /= tapsX;
  int r = rest % tapsY;
  int first = rest / tapsY * perPart, end = min(lines, first + perPart);
  ivec4 seen = (4 * quad + lanes) / made * reads + c;
  vec4 sum = vec4(0.0);
  for (int line = first; line < end; line += 1) {
    int y = (line % outHeight) * strideY - paddingY + r * dilationY;
    if (y < 0 || y >= height) continue;
    int from = ((line / outHeight) * height + y) * width;
    vec4 part = vec4(0.0);
    for (int column = 0; column < outWidth; column += 1) {
      int at = column * strideX - paddingX + q * dilationX;
      if (at >= 0 && at < width) part += xOf(from + at, seen) * dy((line * outWidth + column) * dyQuads + quad);
    }
    sum += part;
  }
  return sum;
}`,
)

/** What a convolution in groups computes. */
export const groupedPasses = (drawing: Drawing): ConvolutionPasses =>
  passesOf(drawing, { convolution, gradientByInput, gradientByFilter, sizesOf })
