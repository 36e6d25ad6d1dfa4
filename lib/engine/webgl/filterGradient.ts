/**
 * The gradient of a convolution by its filter, as programs: parts over some lines of outputs, then their sum. A fragment multiplies a texel of the input
 * by two of the outputs' gradients: 32 products for three fetches, eight texels.
 */
import { known } from '../../shape/invariant.js'
import type { DeviceArray } from '../backend.js'
import type { ConvolutionGeometry } from '../convolutionGeometry.js'
import { sizes, sizesOf } from './convolutionPrograms.js'
import type { Drawing } from './drawing.js'
import { type Program, program, programOfSeveral } from './program.js'
import { quadsOf, texelsOf } from './texelLayout.js'

const components = ['x', 'y', 'z', 'w'] as const

interface Programs {
  /** how many texels of the outputs' gradients a texel of the input is multiplied by */
  readonly texels: number
  readonly lanes: readonly string[]
  /** [parts, tapsY, tapsX, texels of inChannels, groups of texels of outChannels]: each part over some lines of outputs, those of all samples in a row */
  readonly ofParts: Program<'x' | 'dy'>
  /** The sums of all parts, each lane by itself. */
  readonly sums: Program
  /** The filter's own order. */
  readonly inPlace: Program<string, string, 'written'>
}

const programsOf = (texels: number, lanes: readonly string[]): Programs => {
  const ofLanes = (each: (lane: string, at: number) => string): string => lanes.map(each).join(' ')
  const zeros = (suffix: string): string => `vec4 ${lanes.map((lane) => `${lane}${suffix} = vec4(0.0)`).join(', ')};`
  return {
    texels,
    lanes,
    ofParts: programOfSeveral(
      'gradient of a convolution by its filter',
      ['x', 'dy'],
      { ...sizes, lines: 'int', perPart: 'int' },
      lanes,
      `
void write(int row, int quad) {
  int rest = row;
  int channelQuad = rest % xQuads; rest /= xQuads;
  int shift = rest % tapsX * dilationX - paddingX; rest /= tapsX;
  int r = rest % tapsY;
  int first = rest / tapsY * perPart, end = min(lines, first + perPart);
  int columnFrom = shift < 0 ? (strideX - 1 - shift) / strideX : 0;
  int columnEnd = shift < width ? min(outWidth, (width - 1 - shift) / strideX + 1) : 0;
  ${ofLanes((lane) => `${lane} = vec4(0.0);`)}
  for (int line = first; line < end; line += 1) {
    int y = (line % outHeight) * strideY - paddingY + r * dilationY;
    if (y < 0 || y >= height) continue;
    int from = ((line / outHeight * height + y) * width + shift) * xQuads + channelQuad, gradient = line * outWidth * dyQuads + ${texels} * quad;
    ${zeros('Part')}
    for (int column = columnFrom; column < columnEnd; column += 1) {
      int at = gradient + column * dyQuads;
      vec4 v = x(from + column * strideX * xQuads);
      // behind the last texel of a row, what stands there is multiplied for nothing
      vec4 ${Array.from({ length: texels }, (_, at) => `g${at} = dy(at + ${at})`).join(', ')};
      ${ofLanes((lane, at) => `${lane}Part += v.${components[at % 4]} * g${Math.floor(at / 4)};`)}
    }
    ${ofLanes((lane) => `${lane} += ${lane}Part;`)}
  }
}`,
    ),
    sums: programOfSeveral(
      'sums of parts of a filter',
      lanes.map((lane) => `${lane}Parts`),
      { parts: 'int', texels: 'int' },
      lanes,
      `
void write(int row, int quad) {
  int texel = row * outputQuads + quad;
  ${ofLanes((lane) => `${lane} = vec4(0.0);`)}
  for (int first = 0; first < parts; first += 16) {
    ${zeros('Block')}
    int end = min(parts, first + 16);
    for (int part = first; part < end; part += 1) {
      int at = part * texels + texel;
      ${ofLanes((lane) => `${lane}Block += ${lane}Parts(at);`)}
    }
    ${ofLanes((lane) => `${lane} += ${lane}Block;`)}
  }
}`,
    ),
    inPlace: program(
      'rows of a filter in their places',
      lanes,
      { inChannels: 'int', quads: 'int' },
      `
vec4 value(int row, int quad) {
  int channel = row % inChannels;
  int at = (row / inChannels * quads + (channel >> 2)) * aQuads + quad / ${texels};
  int lane = (channel & 3) + 4 * (quad % ${texels});
  ${lanes.map((lane, at) => `${at < lanes.length - 1 ? `if (lane == ${at}) ` : ''}return ${lane}(at);`).join('\n  ')}
}`,
    ),
  }
}

/** Where a fragment writes eight arrays at once, and where four: WebGL 2 promises no more. */
const byTwo = programsOf(2, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
const byOne = programsOf(1, ['a', 'b', 'c', 'd'])

/** Fewer fragments do not keep a GPU busy. */
const enoughFragments = 8192
/** A fragment adds up no more parts than these. */
const mostParts = 128

/** Parts of lines: so many that a small filter keeps a GPU busy, and no fewer than √lines, which is what float32's rounding error grows with. */
const partsOf = (lines: number, texels: number): { readonly parts: number; readonly perPart: number } => {
  const wanted = Math.max(Math.sqrt(lines), Math.min(mostParts, enoughFragments / texels))
  const perPart = Math.max(1, Math.floor(lines / wanted))
  return { perPart, parts: Math.max(1, Math.ceil(lines / perPart)) }
}

/** The gradient, of that shape, by fragments that write so many outputs; borrows. */
export const filterGradient = (
  { draw, drawSeveral, release }: Drawing,
  outputs: number,
  x: DeviceArray,
  dy: DeviceArray,
  geometry: ConvolutionGeometry,
  shape: readonly number[],
): DeviceArray => {
  const { y, x: across, input, output } = geometry
  const { texels, lanes, ofParts, sums, inPlace } = outputs < 8 ? byOne : byTwo
  const [quads, groups] = [quadsOf(x.shape), Math.ceil(quadsOf(dy.shape) / texels)]
  const place = [y.taps, across.taps, quads, 4 * groups]
  const lines = output[0] * output[1]
  const { parts, perPart } = partsOf(lines, texelsOf(place))
  const partial = drawSeveral(ofParts, { x, dy }, [parts, ...place], { ...sizesOf(geometry), lines, perPart })
  const ofLanes = drawSeveral(sums, Object.fromEntries(lanes.map((lane) => [`${lane}Parts`, known(partial[lane])])), place, {
    ...{ parts, texels: texelsOf(place) },
  })
  const gradient = draw(inPlace, ofLanes, shape, { inChannels: input[3], quads })
  for (const array of [...Object.values(partial), ...Object.values(ofLanes)]) release(array)
  return gradient
}
