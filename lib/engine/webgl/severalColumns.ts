/**
 * A 3x3 convolution moved by 1, most of what networks compute, as programs that compute several columns of a line at once: neighbors see the same cells
 * of the input, so that a fragment of eight columns fetches ten texels and twelve of the filter for 24 products of texels.
 */
import { programOfSeveral } from './program.js'
import { type ProgramsOfSeveral, placedBy, sumsOf } from './programsOfSeveral.js'

const sizes = {
  height: 'int',
  width: 'int',
  inChannels: 'int',
  outHeight: 'int',
  outWidth: 'int',
  paddingY: 'int',
  paddingX: 'int',
  groups: 'int',
} as const

/** GLSL of a line's cells, from `left` on: `fetched` each once, and every lane's part of it. */
const alongLine = (
  lanes: readonly string[],
  width: string,
  fetched: string,
  product: (tap: number) => string,
  tapOf: (at: number) => number,
): string =>
  Array.from({ length: lanes.length + 2 }, (_, at) => {
    const parts = lanes.flatMap((lane, column) => {
      const tap = tapOf(at - column)
      return at < column || at > column + 2 ? [] : [`${lane}Part += ${product(tap)};`]
    })
    return `if (left + ${at} >= 0 && left + ${at} < ${width}) { vec4 v = ${fetched}(texel + ${at} * ${fetched}Quads); ${parts.join(' ')} }`
  }).join('\n          ')

const programsOf = (lanes: readonly string[]): ProgramsOfSeveral => {
  const count = lanes.length
  const each = (text: (lane: string) => string): string => lanes.map(text).join(' ')
  return {
    count,
    forward: programOfSeveral(
      `3x3 convolution of ${count} columns`,
      ['x', 'weights'],
      sizes,
      lanes,
      `
mat4 tapOf(int at, int rows) {
  // Behind the last channel stand rows of another tap, which may not be finite.
  return mat4(
    weights(at),
    rows > 1 ? weights(at + weightsQuads) : vec4(0.0),
    rows > 2 ? weights(at + 2 * weightsQuads) : vec4(0.0),
    rows > 3 ? weights(at + 3 * weightsQuads) : vec4(0.0));
}
void write(int row, int quad) {
  int place = row;
  int left = (place % groups) * ${count} - paddingX; place /= groups;
  int top = place % outHeight - paddingY;
  int map = place / outHeight * height;
  int rowFrom = max(0, -top), rowEnd = min(3, height - top);
  ${sumsOf(lanes, 'Sum')}
  for (int r = rowFrom; r < rowEnd; r += 1) {
    int from = ((map + top + r) * width + left) * xQuads;
    for (int first = 0; first < inChannels; first += 64) {
      ${sumsOf(lanes, 'Part')}
      int end = min(inChannels, first + 64);
      for (int channel = first; channel < end; channel += 4) {
          int texel = from + (channel >> 2), at = (r * 3 * inChannels + channel) * weightsQuads + quad, step = inChannels * weightsQuads;
          mat4 tap0 = tapOf(at, end - channel), tap1 = tapOf(at + step, end - channel), tap2 = tapOf(at + 2 * step, end - channel);
          ${alongLine(
            lanes,
            'width',
            'x',
            (tap) => `tap${tap} * v`,
            (tap) => tap,
          )}
      }
      ${each((lane) => `${lane}Sum += ${lane}Part;`)}
    }
  }
  ${each((lane) => `${lane} = ${lane}Sum;`)}
}`,
    ),
    gradientByInput: programOfSeveral(
      `gradient of a 3x3 convolution by ${count} columns of its input`,
      ['dy', 'weights'],
      sizes,
      lanes,
      `
mat4 tapOf(int at) {
  return mat4(weights(at), weights(at + weightsQuads), weights(at + 2 * weightsQuads), weights(at + 3 * weightsQuads));
}
void write(int row, int quad) {
  int place = row;
  int left = (place % groups) * ${count} + paddingX - 2; place /= groups;
  int line = place % height + paddingY;
  int map = place / height * outHeight;
  int rowFrom = max(0, line - outHeight + 1), rowEnd = min(3, line + 1);
  ${sumsOf(lanes, 'Sum')}
  for (int r = rowFrom; r < rowEnd; r += 1) {
    int from = ((map + line - r) * outWidth + left) * dyQuads;
    for (int first = 0; first < dyQuads; first += 16) {
      ${sumsOf(lanes, 'Part')}
      int end = min(dyQuads, first + 16);
      for (int o = first; o < end; o += 1) {
          int texel = from + o, at = (r * 3 * inChannels + 4 * quad) * weightsQuads + o, step = inChannels * weightsQuads;
          mat4 tap0 = tapOf(at), tap1 = tapOf(at + step), tap2 = tapOf(at + 2 * step);
          ${alongLine(
            lanes,
            'outWidth',
            'dy',
            (tap) => `v * tap${tap}`,
            (tap) => 2 - tap,
          )}
      }
      ${each((lane) => `${lane}Sum += ${lane}Part;`)}
    }
  }
  ${each((lane) => `${lane} = ${lane}Sum;`)}
}`,
    ),
    inPlace: placedBy(
      `${count} columns in their places`,
      lanes,
      { columns: 'int', groups: 'int' },
      `int line = row / columns, column = row - line * columns, lane = column % ${count};
  int texel = (line * groups + column / ${count}) * outputQuads + quad;`,
    ),
  }
}

/** Where a fragment writes eight arrays at once, and where four: WebGL 2 promises no more. */
export const eightColumns = programsOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
export const fourColumns = programsOf(['a', 'b', 'c', 'd'])
