/** Batch normalization by draws; see `engine/batchNorm.ts` for what it means. */
import type { Backend } from '../backend.js'
import { batchNormInferenceBy, batchNormTrainingBy } from '../batchNorm.js'
import { rowsOf } from '../channelRows.js'
import { type Centered, deviation, gradientsOf, statisticsOf } from './channelStatistics.js'
import type { Drawing } from './drawing.js'
import { endedBy } from './endedBy.js'
import { program } from './program.js'

const normalized = program(
  'batch norm',
  ['x', 'center', 'rest', 'variance', 'scale', 'shift'],
  { epsilon: 'float' },
  `${deviation}
vec4 value(int row, int quad) {
  return deviation(x(row * outputQuads + quad), quad) * (scale(quad) / sqrt(variance(quad) + epsilon)) + shift(quad);
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
interface Saved extends Centered {
  readonly epsilon: number
}

export const batchNormTraining = (drawing: Drawing): Backend['batchNormTraining'] => {
  const { draw, share, release } = drawing
  return batchNormTrainingBy<Saved>(drawing, {
    forward: (x, { scale, shift, epsilon }) => {
      const { center, rest, mean, variance } = statisticsOf(drawing, x, undefined)
      return {
        output: draw(normalized, { x, center, rest, variance, scale, shift }, x.shape, { epsilon }),
        statistics: { mean, variance },
        saved: { center, rest, variance: share(variance), epsilon },
      }
    },
    backward: (x, dy, scale, { center, rest, variance, epsilon }) => {
      const gradients = gradientsOf(drawing, x, dy, { center, rest, variance }, epsilon, undefined)
      const [shiftGradient, scaleGradient] = [gradients.shift, gradients.scale]
      const input = draw(gradientOfInput, { x, dy, center, rest, variance, scale, shiftGradient, scaleGradient }, x.shape, {
        ...{ epsilon, share: 1 / rowsOf(x.shape) },
      })
      for (const array of [center, rest, variance]) release(array)
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
