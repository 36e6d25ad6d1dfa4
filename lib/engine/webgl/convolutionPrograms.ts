/**
 * A convolution forward and by its input as programs of one output; see `engine/convolutionGeometry.ts` for what it means. Four channels a fetch: an input texel meets
 * four rows of the filter, a gradient's texel four filters. Long sums are made in blocks, which is what float32's rounding error grows with.
 */
import type { ConvolutionGeometry } from '../convolutionGeometry.js'
import { endedSum, endingArrays, endingSizes } from './convolutionEnding.js'
import { program } from './program.js'
import { atInput, atOutput, overTaps, overWindows, windowSizes, windowSizesOf } from './windowWalks.js'

/** What programs of a convolution are told of it. */
export const sizes = { ...windowSizes, inChannels: 'int' } as const

/** Those of one convolution. */
export const sizesOf = (geometry: ConvolutionGeometry): Readonly<Record<keyof typeof sizes, number>> => ({
  ...windowSizesOf(geometry),
  inChannels: geometry.input[3],
})

/** Output, with what follows it. */
export const convolution = program(
  'convolution',
  ['x', 'weights', ...endingArrays],
  { ...sizes, ...endingSizes },
  `
vec4 products(int from, int weight, int quad) {
  vec4 sum = vec4(0.0);
  for (int first = 0; first < inChannels; first += 64) {
    vec4 part = vec4(0.0);
    int end = min(inChannels, first + 64);
    for (int c = first; c < end; c += 4) {
      vec4 v = x(from + (c >> 2));
      int at = (weight + c) * weightsQuads + quad;
      part += v.x * weights(at);
      // Behind the last channel stand rows of another tap, which may not be finite.
      if (c + 1 < end) part += v.y * weights(at + weightsQuads);
      if (c + 2 < end) part += v.z * weights(at + 2 * weightsQuads);
      if (c + 3 < end) part += v.w * weights(at + 3 * weightsQuads);
    }
    sum += part;
  }
  return sum;
}
vec4 value(int row, int quad) {
  ${atOutput}
  vec4 sum = vec4(0.0);
  ${overTaps('sum += products(((n * height + y) * width + x0) * xQuads, tap * inChannels, quad);')}
  ${endedSum('row * outputQuads + quad')}
}`,
)

const overWindowsOf = `
vec4 products(int from, int weight) {
  vec4 sum = vec4(0.0);
  for (int first = 0; first < dyQuads; first += 16) {
    vec4 part = vec4(0.0);
    int end = min(dyQuads, first + 16);
    for (int o = first; o < end; o += 1) {
      vec4 v = dy(from + o);
      int at = weight * weightsQuads + o;
      part += vec4(
        dot(v, weights(at)),
        dot(v, weights(at + weightsQuads)),
        dot(v, weights(at + 2 * weightsQuads)),
        dot(v, weights(at + 3 * weightsQuads)));
    }
    sum += part;
  }
  return sum;
}
vec4 summed(int row, int quad) {
  ${atInput}
  vec4 sum = vec4(0.0);
  ${overWindows('sum += products(((n * outHeight + y) * outWidth + x0) * dyQuads, tap * inChannels + 4 * quad);')}
  return sum;
}`

/** For each cell of the input, over the windows that hold it. */
export const gradientByInput = program(
  'gradient of a convolution by its input',
  ['dy', 'weights'],
  sizes,
  `${overWindowsOf}
vec4 value(int row, int quad) { return summed(row, quad); }`,
)

/** The same with what follows it. */
export const transposedConvolution = program(
  'transposed convolution',
  ['dy', 'weights', ...endingArrays],
  { ...sizes, ...endingSizes },
  `${overWindowsOf}
vec4 value(int row, int quad) {
  vec4 sum = summed(row, quad);
  ${endedSum('row * outputQuads + quad')}
}`,
)
