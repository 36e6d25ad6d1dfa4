/**
 * What norms need of each channel of each sample, or of a whole batch, which then counts as one sample.
 *
 * A mean of float32 is off by 6e-8 of itself, which is much beside a small deviation. So a mean is kept as two numbers: what a sum gave, and
 * what the deviations from that have left. Some √rows parts find their own mean, what it left, and the squares of their deviations from both; the
 * whole's are made of them (Chan, Golub and LeVeque 1983), so each row is fetched twice, and nothing is lost to a mean far from 0.
 */
import { channelsOf } from '../../shape/shape.js'
import type { DeviceArray } from '../backend.js'
import { rowsOf } from '../channelRows.js'
import type { Drawing } from './drawing.js'
import { partsOf } from './groupSums.js'
import { programOfSeveral } from './program.js'

const cuts = { groups: 'int', perPart: 'int', parts: 'int' } as const

/** GLSL: which rows a part has. */
const rowsOfPart = `
  int set = row / parts;
  int from = set * groups + (row - set * parts) * perPart, end = min((set + 1) * groups, from + perPart);`

const statisticsOfParts = programOfSeveral(
  'statistics of parts',
  ['x'],
  cuts,
  ['center', 'rest', 'squares'],
  `
void write(int row, int quad) {
  ${rowsOfPart}
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

/** GLSL: the sum of `term` over all parts of a sample, in blocks; it may use `at`, the part's texel, and `count`, its rows. */
const overParts = (sum: string, term: string): string => `
  for (int first = 0; first < parts; first += 16) {
    vec4 block = vec4(0.0);
    int end = min(parts, first + 16);
    for (int part = first; part < end; part += 1) {
      int at = (row * parts + part) * outputQuads + quad;
      float count = float(min(groups, (part + 1) * perPart) - part * perPart);
      block += ${term};
    }
    ${sum} += block;
  }`

const statisticsOfAll = programOfSeveral(
  'statistics of all parts',
  ['centers', 'rests', 'squares'],
  cuts,
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

/** GLSL: what is left of a number less its mean, which stands in that texel of the means. */
export const deviation = `
vec4 deviation(vec4 v, int at) { return (v - center(at)) - rest(at); }
`

const gradientsOfParts = programOfSeveral(
  'gradients of a norm by parts',
  ['x', 'dy', 'center', 'rest'],
  cuts,
  ['sum', 'product'],
  `${deviation}
void write(int row, int quad) {
  ${rowsOfPart}
  vec4 one = vec4(0.0), other = vec4(0.0);
  for (int group = from; group < end; group += 1) {
    vec4 gradient = dy(group * dyQuads + quad);
    one += gradient;
    other += gradient * deviation(x(group * xQuads + quad), set * outputQuads + quad);
  }
  sum = one;
  product = other;
}`,
)
const gradientsOfAll = programOfSeveral(
  'gradients of a scale and a shift',
  ['sums', 'products', 'variance'],
  { ...cuts, epsilon: 'float' },
  ['shift', 'scale'],
  `
void write(int row, int quad) {
  vec4 one = vec4(0.0), other = vec4(0.0);
  ${overParts('one', 'sums(at)')}
  ${overParts('other', 'products(at)')}
  shift = one;
  scale = other / sqrt(variance(row * outputQuads + quad) + epsilon);
}`,
)

/** A mean in two numbers, and a variance, biased. */
export interface Centered {
  readonly center: DeviceArray
  readonly rest: DeviceArray
  readonly variance: DeviceArray
}

/** The statistics of each of so many samples, [samples, channels], or those of the batch, [channels]; borrows. */
export const statisticsOf = (
  { drawSeveral, release }: Drawing,
  x: DeviceArray,
  samples: number | undefined,
): Centered & { readonly mean: DeviceArray } => {
  const { shape, cut, parts } = cutsOf(x, samples)
  const ofParts = drawSeveral(statisticsOfParts, { x }, [(samples ?? 1) * parts, channelsOf(x.shape)], cut)
  const { center: centers, rest: rests, squares } = ofParts
  const statistics = drawSeveral(statisticsOfAll, { centers, rests, squares }, shape, cut)
  for (const array of Object.values(ofParts)) release(array)
  return statistics
}

/** For each channel of each sample, or of the batch, sum dy and sum dy normalized, by given statistics of the same shape; borrows. */
export const gradientsOf = (
  { drawSeveral, release }: Drawing,
  x: DeviceArray,
  dy: DeviceArray,
  { center, rest, variance }: Centered,
  epsilon: number,
  samples: number | undefined,
): { readonly shift: DeviceArray; readonly scale: DeviceArray } => {
  const { shape, cut, parts } = cutsOf(x, samples)
  const ofParts = drawSeveral(gradientsOfParts, { x, dy, center, rest }, [(samples ?? 1) * parts, channelsOf(x.shape)], cut)
  const gradients = drawSeveral(gradientsOfAll, { sums: ofParts.sum, products: ofParts.product, variance }, shape, { ...cut, epsilon })
  for (const array of Object.values(ofParts)) release(array)
  return gradients
}

const cutsOf = (x: DeviceArray, samples: number | undefined) => {
  const cut = partsOf(samples === undefined ? rowsOf(x.shape) : rowsOf(x.shape.slice(1)))
  const channels = channelsOf(x.shape)
  return { cut, parts: cut.parts, shape: samples === undefined ? [channels] : [samples, channels] }
}
