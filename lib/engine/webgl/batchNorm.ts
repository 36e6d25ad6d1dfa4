/**
 * Batch normalization by draws; see `engine/batchNorm.ts` for what it means.
 *
 * A mean of float32 is off by 6e-8 of itself, which is much beside a small deviation. So a mean is kept as two numbers: what a sum gave, and
 * what the deviations from that have left. Some √rows parts find their own mean, what it left, and the squares of their deviations from both; the
 * whole's are made of them (Chan, Golub and LeVeque 1983), so each row is fetched twice, and nothing is lost to a mean far from 0.
 */
import { channelsOf } from '../../shape/shape.js'
import type { Backend, DeviceArray } from '../backend.js'
import { batchNormInferenceBy, batchNormTrainingBy } from '../batchNorm.js'
import { rowsOf } from '../channelRows.js'
import type { Drawing } from './drawing.js'
import { endedBy } from './endedBy.js'
import { partsOf } from './groupSums.js'
import { program, programOfSeveral } from './program.js'

const cuts = { groups: 'int', perPart: 'int' } as const

const statisticsOfParts = programOfSeveral(
  'statistics of parts',
  ['x'],
  cuts,
  ['center', 'rest', 'squares'],
  `
void write(int row, int quad) {
  int from = row * perPart, end = min(groups, from + perPart);
  float count = float(end - from);
  vec4 sum = vec4(0.0);
  for (int group = from; group < end; group += 1) sum += x(group * xQuads + quad);
  center = sum / count;
  vec4 left = vec4(0.0), square = vec4(0.0);
  for (int group = from; group < end; group += 1) {
    vec4 d = x(group * xQuads + quad) - center;
    left += d;
    square += d * d;
  }
  rest = left / count;
  squares = max(square - left * rest, vec4(0.0));
}`,
)

/** GLSL: the sum of `term` over all parts, in blocks; it may use `at`, the part's texel, and `count`, its rows. */
const overParts = (sum: string, term: string): string => `
  for (int first = 0; first < parts; first += 16) {
    vec4 block = vec4(0.0);
    int end = min(parts, first + 16);
    for (int part = first; part < end; part += 1) {
      int at = part * outputQuads + quad;
      float count = float(min(groups, (part + 1) * perPart) - part * perPart);
      block += ${term};
    }
    ${sum} += block;
  }`

const statisticsOfAll = programOfSeveral(
  'statistics of all parts',
  ['centers', 'rests', 'squares'],
  { ...cuts, parts: 'int' },
  ['center', 'rest', 'mean', 'variance'],
  `
void write(int row, int quad) {
  vec4 sum = vec4(0.0), left = vec4(0.0), square = vec4(0.0);
  ${overParts('sum', 'count * centers(at)')}
  center = sum / float(groups);
  ${overParts('left', 'count * ((centers(at) - center) + rests(at))')}
  rest = left / float(groups);
  ${overParts('square', 'squares(at) + count * ((centers(at) - center) + (rests(at) - rest)) * ((centers(at) - center) + (rests(at) - rest))')}
  mean = center + rest;
  variance = square / float(groups);
}`,
)

const deviation = `
vec4 deviation(vec4 v, int quad) { return (v - center(quad)) - rest(quad); }
`
const normalized = program(
  'batch norm',
  ['x', 'center', 'rest', 'variance', 'scale', 'shift'],
  { epsilon: 'float' },
  `${deviation}
vec4 value(int row, int quad) {
  return deviation(x(row * outputQuads + quad), quad) * (scale(quad) / sqrt(variance(quad) + epsilon)) + shift(quad);
}`,
)

const gradientsOfParts = programOfSeveral(
  'gradients of a batch norm by parts',
  ['x', 'dy', 'center', 'rest'],
  cuts,
  ['sum', 'product'],
  `${deviation}
void write(int row, int quad) {
  int end = min(groups, (row + 1) * perPart);
  vec4 one = vec4(0.0), other = vec4(0.0);
  for (int group = row * perPart; group < end; group += 1) {
    vec4 gradient = dy(group * dyQuads + quad);
    one += gradient;
    other += gradient * deviation(x(group * xQuads + quad), quad);
  }
  sum = one;
  product = other;
}`,
)
const gradientsOfAll = programOfSeveral(
  'gradients of a scale and a shift',
  ['sums', 'products', 'variance'],
  { ...cuts, parts: 'int', epsilon: 'float' },
  ['shift', 'scale'],
  `
void write(int row, int quad) {
  vec4 one = vec4(0.0), other = vec4(0.0);
  ${overParts('one', 'sums(at)')}
  ${overParts('other', 'products(at)')}
  shift = one;
  scale = other / sqrt(variance(quad) + epsilon);
}`,
)
const gradientOfInput = program(
  'gradient of a batch norm by its input',
  ['x', 'dy', 'center', 'rest', 'variance', 'scale', 'shiftGradient', 'scaleGradient'],
  { epsilon: 'float', share: 'float' },
  `${deviation}
vec4 value(int row, int quad) {
  int at = row * outputQuads + quad;
  vec4 inverse = 1.0 / sqrt(variance(quad) + epsilon);
  vec4 normal = deviation(x(at), quad) * inverse;
  return scale(quad) * inverse * (dy(at) - share * (shiftGradient(quad) + normal * scaleGradient(quad)));
}`,
)

const inference = program(
  'batch norm by given statistics',
  ['x', 'mean', 'variance', 'scale', 'shift'],
  { epsilon: 'float', ending: 'int', slope: 'float' },
  `
vec4 value(int row, int quad) {
  vec4 y = (x(row * outputQuads + quad) - mean(quad)) * (scale(quad) / sqrt(variance(quad) + epsilon)) + shift(quad);
  return ended(y, ending, slope);
}`,
)

/** What the second pass needs of the first. */
interface Saved {
  readonly center: DeviceArray
  readonly rest: DeviceArray
  readonly variance: DeviceArray
  readonly epsilon: number
}

export const batchNormTraining = (drawing: Drawing): Backend['batchNormTraining'] => {
  const { draw, drawSeveral, share, release } = drawing
  return batchNormTrainingBy<Saved>(drawing, {
    forward: (x, { scale, shift, epsilon }) => {
      const channels = channelsOf(x.shape)
      const { parts, perPart, groups } = partsOf(rowsOf(x.shape))
      const ofParts = drawSeveral(statisticsOfParts, { x }, [parts, channels], { groups, perPart })
      const { center: centers, rest: rests, squares } = ofParts
      const { center, rest, mean, variance } = drawSeveral(statisticsOfAll, { centers, rests, squares }, [channels], {
        ...{ groups, perPart, parts },
      })
      for (const array of Object.values(ofParts)) release(array)
      return {
        output: draw(normalized, { x, center, rest, variance, scale, shift }, x.shape, { epsilon }),
        statistics: { mean, variance },
        saved: { center, rest, variance: share(variance), epsilon },
      }
    },
    backward: (x, dy, scale, { center, rest, variance, epsilon }) => {
      const channels = channelsOf(x.shape)
      const { parts, perPart, groups } = partsOf(rowsOf(x.shape))
      const { sum: sums, product: products } = drawSeveral(gradientsOfParts, { x, dy, center, rest }, [parts, channels], {
        groups,
        perPart,
      })
      const gradients = drawSeveral(gradientsOfAll, { sums, products, variance }, [channels], { groups, perPart, parts, epsilon })
      const [shiftGradient, scaleGradient] = [gradients.shift, gradients.scale]
      const input = draw(gradientOfInput, { x, dy, center, rest, variance, scale, shiftGradient, scaleGradient }, x.shape, {
        ...{ epsilon, share: 1 / groups },
      })
      for (const array of [sums, products, center, rest, variance]) release(array)
      return { input, scale: scaleGradient, shift: shiftGradient }
    },
  })
}

export const batchNormInference = (drawing: Drawing): Backend['batchNormInference'] =>
  batchNormInferenceBy(drawing, (x, { mean, variance, scale, shift, epsilon, activation }) =>
    endedBy(drawing, activation, (uniforms) =>
      drawing.draw(inference, { x, mean, variance, scale, shift }, x.shape, { epsilon, ...uniforms }),
    ),
  )
