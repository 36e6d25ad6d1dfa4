/** Layer norm by draws; see `engine/channelNorm.ts` for what it means. A mean is kept as two numbers: see `channelStatistics.ts`. */
import { known } from '../../shape/invariant.js'
import { channelsOf } from '../../shape/shape.js'
import type { Operation } from '../backend.js'
import type { NormGradients, NormOptions } from '../norms.js'
import { layerNormBy } from '../channelNorm.js'
import { rowsOf } from '../channelRows.js'
import type { Drawing } from './drawing.js'
import { groupSums, partsOf } from './groupSums.js'
import { program, programOfSeveral } from './program.js'

/** GLSL: the sum of `term`, a vec4, over the texels of a row, in blocks; it may use `at`, the texel, and `q`, its place in the row. */
const overRow = (sum: string, term: string): string => `
  for (int first = 0; first < xQuads; first += 16) {
    vec4 block = vec4(0.0);
    for (int q = first; q < min(xQuads, first + 16); q += 1) {
      int at = row * xQuads + q;
      block += ${term};
    }
    ${sum} += dot(block, vec4(1.0));
  }`

/** Of each row, in a texel: the mean, what it lacks of the mean, the variance. */
const statisticsOfRows = program(
  'statistics of rows',
  ['x'],
  { channels: 'int' },
  `
vec4 within(vec4 v, int q) { return mix(v, vec4(0.0), lessThanEqual(ivec4(channels - 4 * q), ivec4(0, 1, 2, 3))); }
vec4 value(int row, int quad) {
  float sum = 0.0, left = 0.0, square = 0.0, count = float(channels);
  ${overRow('sum', 'x(at)')}
  float center = sum / count;
  ${overRow('left', 'within(x(at) - center, q)')}
  float rest = left / count;
  ${overRow('square', 'within(((x(at) - center) - rest) * ((x(at) - center) - rest), q)')}
  return vec4(center, rest, square / count, 0.0);
}`,
)

const normal = `
vec4 normal(vec4 v, vec4 row) { return ((v - row.x) - row.y) / sqrt(row.z + epsilon); }
`
const normalized = program(
  'layer norm',
  ['x', 'rows', 'scale', 'shift'],
  { epsilon: 'float' },
  `${normal}
vec4 value(int row, int quad) { return normal(x(row * outputQuads + quad), rows(row)) * scale(quad) + shift(quad); }`,
)

/** Of each row, in a texel: the means of dy scale and dy scale normalized. */
const gradientsOfRows = program(
  'gradients of rows',
  ['x', 'dy', 'rows', 'scale'],
  { channels: 'int', epsilon: 'float' },
  `${normal}
vec4 value(int row, int quad) {
  float even = 0.0, along = 0.0;
  ${overRow('even', 'dy(at) * scale(q)')}
  ${overRow('along', 'dy(at) * scale(q) * normal(x(at), rows(row))')}
  return vec4(even, along, 0.0, 0.0) / float(channels);
}`,
)
const gradientOfInput = program(
  'gradient of a layer norm by its input',
  ['x', 'dy', 'rows', 'scale', 'means'],
  { epsilon: 'float' },
  `${normal}
vec4 value(int row, int quad) {
  int at = row * outputQuads + quad;
  vec4 own = rows(row), mean = means(row);
  return (dy(at) * scale(quad) - mean.x - normal(x(at), own) * mean.y) / sqrt(own.z + epsilon);
}`,
)
const gradientsOfParts = programOfSeveral(
  'gradients of a layer norm by parts',
  ['x', 'dy', 'rows'],
  { groups: 'int', perPart: 'int', epsilon: 'float' },
  ['shift', 'scale'],
  `${normal}
void write(int row, int quad) {
  vec4 one = vec4(0.0), other = vec4(0.0);
  for (int from = row * perPart; from < min(groups, (row + 1) * perPart); from += 1) {
    vec4 gradient = dy(from * dyQuads + quad);
    one += gradient;
    other += gradient * normal(x(from * xQuads + quad), rows(from));
  }
  shift = one;
  scale = other;
}`,
)

/** `Backend.layerNorm`, by draws. */
export const layerNorm = (drawing: Drawing): Operation<NormOptions, NormGradients> => {
  const { draw, drawSeveral, release } = drawing
  return layerNormBy(drawing, {
    forward: (x, { scale, shift, epsilon }) => {
      const rows = draw(statisticsOfRows, { x }, [rowsOf(x.shape), 3], { channels: channelsOf(x.shape) })
      return { output: draw(normalized, { x, rows, scale, shift }, x.shape, { epsilon }), saved: [rows] }
    },
    backward: (x, dy, { scale, epsilon }, saved) => {
      const rows = known(saved[0])
      const channels = channelsOf(x.shape)
      const means = draw(gradientsOfRows, { x, dy, rows, scale }, [rowsOf(x.shape), 2], { channels, epsilon })
      const input = draw(gradientOfInput, { x, dy, rows, scale, means }, x.shape, { epsilon })
      const { groups, perPart, parts } = partsOf(rowsOf(x.shape))
      const ofParts = drawSeveral(gradientsOfParts, { x, dy, rows }, [parts, channels], { groups, perPart, epsilon })
      const gradients = {
        input,
        scale: groupSums(drawing, ofParts.scale, parts, scale.shape),
        shift: groupSums(drawing, ofParts.shift, parts, scale.shape),
      }
      for (const array of [means, ...Object.values(ofParts)]) release(array)
      return gradients
    },
  })
}
