/**
 * Group norm by draws; see `engine/channelNorm.ts` for what it means. Each channel of a sample has statistics of its own, as in a batch norm;
 * those of the channels of a group are then put together, and written out for each of them.
 */
import { known } from '../../shape/invariant.js'
import { channelsOf } from '../../shape/shape.js'
import type { DeviceArray, Operation } from '../backend.js'
import type { GroupNormOptions, NormGradients } from '../norms.js'
import { groupNormBy } from '../channelNorm.js'
import { rowsOf } from '../channelRows.js'
import { deviation, gradientsOf, statisticsOf } from './channelStatistics.js'
import type { Drawing } from './drawing.js'
import { groupSums } from './groupSums.js'
import { program, programOfSeveral } from './program.js'

/** GLSL: `statement` for every channel of a lane's group: `same` says for which lanes, `at` and `lane` where the channel stands. */
const overGroup = (statement: string): string => `
  for (int q = 0; q < outputQuads; q += 1) {
    vec4 others = membership(q);
    int at = row * outputQuads + q;
    for (int lane = 0; lane < min(4, outputChannels - 4 * q); lane += 1) {
      bvec4 same = equal(own, vec4(others[lane]));
      ${statement}
    }
  }`

const chosen = (value: string): string => `mix(vec4(0.0), ${value}, same)`

const statisticsOfGroups = programOfSeveral(
  'statistics of groups of channels',
  ['centers', 'rests', 'variances', 'membership'],
  {},
  ['center', 'rest', 'variance'],
  `
void write(int row, int quad) {
  vec4 own = membership(quad), count = vec4(0.0), sum = vec4(0.0), left = vec4(0.0), square = vec4(0.0);
  ${overGroup(`count += vec4(same); sum += ${chosen('vec4(centers(at)[lane])')};`)}
  center = sum / count;
  ${overGroup(`left += ${chosen('(centers(at)[lane] - center) + rests(at)[lane]')};`)}
  rest = left / count;
  ${overGroup(`vec4 apart = (centers(at)[lane] - center) + (rests(at)[lane] - rest); square += ${chosen('variances(at)[lane] + apart * apart')};`)}
  variance = square / count;
}`,
)

const normalized = program(
  'group norm',
  ['x', 'center', 'rest', 'variance', 'scale', 'shift'],
  { rows: 'int', epsilon: 'float' },
  `${deviation}
vec4 value(int row, int quad) {
  int at = row / rows * outputQuads + quad;
  return deviation(x(row * outputQuads + quad), at) * (scale(quad) / sqrt(variance(at) + epsilon)) + shift(quad);
}`,
)

const gradientsOfGroups = programOfSeveral(
  'gradients of groups of channels',
  ['shifts', 'scales', 'scale', 'membership'],
  { share: 'float' },
  ['even', 'along'],
  `
void write(int row, int quad) {
  vec4 own = membership(quad), count = vec4(0.0), one = vec4(0.0), other = vec4(0.0);
  ${overGroup(`count += vec4(same); one += ${chosen('vec4(scale(q)[lane] * shifts(at)[lane])')}; other += ${chosen('vec4(scale(q)[lane] * scales(at)[lane])')};`)}
  even = one * share / count;
  along = other * share / count;
}`,
)

const gradientOfInput = program(
  'gradient of a group norm by its input',
  ['x', 'dy', 'center', 'rest', 'variance', 'scale', 'even', 'along'],
  { rows: 'int', epsilon: 'float' },
  `${deviation}
vec4 value(int row, int quad) {
  int texel = row * outputQuads + quad, at = row / rows * outputQuads + quad;
  vec4 inverse = 1.0 / sqrt(variance(at) + epsilon);
  return inverse * (scale(quad) * dy(texel) - even(at) - deviation(x(texel), at) * inverse * along(at));
}`,
)

const sizesOf = ({ shape }: DeviceArray): { readonly batch: number; readonly rows: number } => ({
  batch: known(shape[0]),
  rows: rowsOf(shape.slice(1)),
})

/** `Backend.groupNorm`, by draws. */
export const groupNorm = (drawing: Drawing): Operation<GroupNormOptions, NormGradients> => {
  const { draw, drawSeveral, release } = drawing
  return groupNormBy(drawing, {
    forward: (x, { scale, shift, membership, epsilon }) => {
      const { batch, rows } = sizesOf(x)
      const ofChannels = statisticsOf(drawing, x, batch)
      const { center: centers, rest: rests, variance: variances } = ofChannels
      const { center, rest, variance } = drawSeveral(
        statisticsOfGroups,
        { centers, rests, variances, membership },
        [batch, channelsOf(x.shape)],
        {},
      )
      for (const array of Object.values(ofChannels)) release(array)
      const output = draw(normalized, { x, center, rest, variance, scale, shift }, x.shape, { rows, epsilon })
      return { output, saved: [center, rest, variance] }
    },
    backward: (x, dy, { scale, membership, epsilon }, saved) => {
      const { batch, rows } = sizesOf(x)
      const [center, rest, variance] = saved.map((array) => known(array)) as [DeviceArray, DeviceArray, DeviceArray]
      const { shift: shifts, scale: scales } = gradientsOf(drawing, x, dy, { center, rest, variance }, epsilon, batch)
      const { even, along } = drawSeveral(gradientsOfGroups, { shifts, scales, scale, membership }, shifts.shape, { share: 1 / rows })
      const input = draw(gradientOfInput, { x, dy, center, rest, variance, scale, even, along }, x.shape, { rows, epsilon })
      const gradients = {
        input,
        scale: groupSums(drawing, scales, batch, scale.shape),
        shift: groupSums(drawing, shifts, batch, scale.shape),
      }
      for (const array of [shifts, scales, even, along]) release(array)
      return gradients
    },
  })
}
