/**
 * Batch normalization by draws; see `engine/batchNorm.ts` for what it means.
 *
 * A mean of float32 is off by 6e-8 of itself, which is much beside a small deviation. So the mean is kept as two numbers: what the sum gave, and
 * the mean of the deviations d from it; and the variance is E[d²] - E[d]², which loses nothing because E[d] is next to 0.
 */
import { channelsOf } from '../../shape/shape.js'
import type { Backend, DeviceArray } from '../backend.js'
import { batchNormInferenceBy, batchNormTrainingBy } from '../batchNorm.js'
import { rowsOf } from '../channelRows.js'
import type { Drawing } from './drawing.js'
import { endedBy } from './endedBy.js'
import { groupSums, pairOfSums, partsOf } from './groupSums.js'
import { program, texelwise } from './program.js'

/** Of a channel's quad: row 0 of `moments` is E[d], row 1 E[d²]. */
const statistics = `
vec4 variance(int quad) {
  vec4 left = moments(quad);
  vec4 v = moments(momentsQuads + quad) - left * left;
  return mix(v, vec4(0.0), lessThan(v, vec4(0.0)));
}
vec4 deviation(vec4 v, int quad) { return (v - mean(quad)) - moments(quad); }
vec4 inverseDeviation(int quad) { return 1.0 / sqrt(variance(quad) + epsilon); }`

const moments = pairOfSums(
  'deviations and their squares',
  ['x', 'mean'],
  'x(at) - mean(quad)',
  '(x(at) - mean(quad)) * (x(at) - mean(quad))',
)

const normalized = program(
  'batch norm',
  ['x', 'mean', 'moments', 'scale', 'shift'],
  { epsilon: 'float' },
  `${statistics}
vec4 value(int row, int quad) {
  return deviation(x(row * outputQuads + quad), quad) * (inverseDeviation(quad) * scale(quad)) + shift(quad);
}`,
)
const meanOf = texelwise('mean and what it left', ['mean', 'moments'], {}, 'mean(quad) + moments(quad)')
const varianceOf = program(
  'variance',
  ['mean', 'moments'],
  { epsilon: 'float' },
  `${statistics}
vec4 value(int row, int quad) { return variance(quad); }`,
)

const gradientTerms = pairOfSums(
  'gradients and their products with deviations',
  ['x', 'dy', 'mean', 'moments'],
  'dy(at)',
  'dy(at) * ((x(at) - mean(quad)) - moments(quad))',
)
const gradientOfScale = program(
  'gradient of a scale',
  ['mean', 'moments', 'sums'],
  { epsilon: 'float' },
  `${statistics}
vec4 value(int row, int quad) { return sums(sumsQuads + quad) * inverseDeviation(quad); }`,
)
const gradientOfShift = texelwise('gradient of a shift', ['sums'], {}, 'sums(quad)')
const gradientOfInput = program(
  'gradient of a batch norm by its input',
  ['x', 'dy', 'mean', 'moments', 'scale', 'sums'],
  { epsilon: 'float', share: 'float' },
  `${statistics}
vec4 value(int row, int quad) {
  int at = row * outputQuads + quad;
  vec4 inverse = inverseDeviation(quad);
  vec4 normal = deviation(x(at), quad) * inverse;
  return scale(quad) * inverse * (dy(at) - share * (sums(quad) + normal * (sums(sumsQuads + quad) * inverse)));
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
  readonly mean: DeviceArray
  readonly moments: DeviceArray
  readonly epsilon: number
}

export const batchNormTraining = (drawing: Drawing): Backend['batchNormTraining'] => {
  const { draw, release } = drawing
  return batchNormTrainingBy<Saved>(drawing, {
    forward: (x, { scale, shift, epsilon }) => {
      const channels = channelsOf(x.shape)
      const rows = rowsOf(x.shape)
      const { parts, perPart } = partsOf(rows)
      const mean = groupSums(drawing, x, rows, [channels], 1 / rows)
      const partial = draw(moments, { x, mean }, [parts, 2, channels], { groups: rows, perPart })
      const saved = { mean, moments: groupSums(drawing, partial, parts, [2, channels], 1 / rows), epsilon }
      release(partial)
      return {
        output: draw(normalized, { x, mean, moments: saved.moments, scale, shift }, x.shape, { epsilon }),
        statistics: {
          mean: draw(meanOf, { mean, moments: saved.moments }, [channels], {}),
          variance: draw(varianceOf, { mean, moments: saved.moments }, [channels], { epsilon }),
        },
        saved,
      }
    },
    backward: (x, dy, scale, { mean, moments, epsilon }) => {
      const channels = channelsOf(x.shape)
      const rows = rowsOf(x.shape)
      const { parts, perPart } = partsOf(rows)
      const partial = draw(gradientTerms, { x, dy, mean, moments }, [parts, 2, channels], { groups: rows, perPart })
      const sums = groupSums(drawing, partial, parts, [2, channels])
      const gradients = {
        input: draw(gradientOfInput, { x, dy, mean, moments, scale, sums }, x.shape, { epsilon, share: 1 / rows }),
        scale: draw(gradientOfScale, { mean, moments, sums }, [channels], { epsilon }),
        shift: draw(gradientOfShift, { sums }, [channels], {}),
      }
      for (const array of [partial, mean, moments, sums]) release(array)
      return gradients
    },
  })
}

export const batchNormInference = (drawing: Drawing): Backend['batchNormInference'] =>
  batchNormInferenceBy(drawing, (x, { mean, variance, scale, shift, epsilon, activation }) =>
    endedBy(drawing, activation, (uniforms) =>
      drawing.draw(inference, { x, mean, variance, scale, shift }, x.shape, { epsilon, ...uniforms }),
    ),
  )
