/**
 * A convolution as programs that compute the same place of several samples at once, whatever its window: a fragment fetches each texel of the filter once
 * for all of them. See `severalColumns.ts` for the commonest window.
 */
import { type ProgramsOfSeveral, placedBy, sumsOf } from './programsOfSeveral.js'
import { sizes } from './convolutionPrograms.js'
import { programOfSeveral } from './program.js'
import { atInput, atOutput, overTaps, overWindows } from './windowWalks.js'

/** One sample each; WebGL 2 promises so many outputs. */
const lanes = ['a', 'b', 'c', 'd'] as const

const ofLanes = (each: (lane: string, at: number) => string): string => lanes.map(each).join(' ')
const products = (weight: string, component: string): string => ofLanes((lane) => `${lane}Part += ${lane}Values.${component} * ${weight};`)

/** GLSL: the first texel of the map of each lane's sample; one past the last is computed as the last is, and never read. */
const maps = (name: string, height: string, width: string): string =>
  ofLanes((lane, at) => `int ${lane}Map = min(n + ${at} * each, samples - 1) * ${height} * ${width} * ${name}Quads;`)
const sampled = { ...sizes, samples: 'int', each: 'int' } as const

/** Samples n, n + each, n + 2 each and so on at once: [each, outHeight, outWidth, outChannels] of each. */
const forward = programOfSeveral(
  'convolution of several samples',
  ['x', 'weights'],
  sampled,
  lanes,
  `
void write(int row, int quad) {
  ${atOutput}
  ${maps('x', 'height', 'width')}
  ${sumsOf(lanes, 'Sum')}
  ${overTaps(`int from = (y * width + x0) * xQuads, matrix = tap * inChannels;
      for (int first = 0; first < inChannels; first += 64) {
        ${sumsOf(lanes, 'Part')}
        int end = min(inChannels, first + 64);
        for (int channel = first; channel < end; channel += 4) {
          int texel = from + (channel >> 2), at = (matrix + channel) * weightsQuads + quad;
          ${ofLanes((lane) => `vec4 ${lane}Values = x(${lane}Map + texel);`)}
          vec4 weight = weights(at);
          ${products('weight', 'x')}
          // Behind the last channel stand rows of another tap, which may not be finite.
          if (channel + 1 < end) { weight = weights(at + weightsQuads); ${products('weight', 'y')} }
          if (channel + 2 < end) { weight = weights(at + 2 * weightsQuads); ${products('weight', 'z')} }
          if (channel + 3 < end) { weight = weights(at + 3 * weightsQuads); ${products('weight', 'w')} }
        }
        ${ofLanes((lane) => `${lane}Sum += ${lane}Part;`)}
      }`)}
  ${ofLanes((lane) => `${lane} = ${lane}Sum;`)}
}`,
)

/** For each cell of the inputs of several samples, over the windows that hold it. */
const gradientByInput = programOfSeveral(
  'gradient of a convolution by the inputs of several samples',
  ['dy', 'weights'],
  sampled,
  lanes,
  `
void write(int row, int quad) {
  ${atInput}
  ${maps('dy', 'outHeight', 'outWidth')}
  ${sumsOf(lanes, 'Sum')}
  ${overWindows(`int from = (y * outWidth + x0) * dyQuads, weight = (tap * inChannels + 4 * quad) * weightsQuads;
      for (int first = 0; first < dyQuads; first += 16) {
        ${sumsOf(lanes, 'Part')}
        int end = min(dyQuads, first + 16);
        for (int o = first; o < end; o += 1) {
          int at = weight + o;
          vec4 w0 = weights(at), w1 = weights(at + weightsQuads), w2 = weights(at + 2 * weightsQuads), w3 = weights(at + 3 * weightsQuads), v;
          ${ofLanes((lane) => `v = dy(${lane}Map + from + o); ${lane}Part += vec4(dot(v, w0), dot(v, w1), dot(v, w2), dot(v, w3));`)}
        }
        ${ofLanes((lane) => `${lane}Sum += ${lane}Part;`)}
      }`)}
  ${ofLanes((lane) => `${lane} = ${lane}Sum;`)}
}`,
)

/** Samples n, n + each, n + 2 each and so on go together. */
export const severalSamples: ProgramsOfSeveral = {
  count: lanes.length,
  forward,
  gradientByInput,
  inPlace: placedBy('samples in their places', lanes, { texels: 'int' }, 'int lane = at / texels, texel = at - lane * texels;'),
}
