/** Cross-entropy against weights of classes by draws; see `engine/softCrossEntropy.ts` for what it means. */
import { channelsOf } from '../../shape/shape.js'
import type { Backend } from '../backend.js'
import { softCrossEntropyBy } from '../softCrossEntropy.js'
import type { Drawing } from './drawing.js'
import { exponential, exponentials } from './exponentials.js'
import { groupSums } from './groupSums.js'
import { program } from './program.js'

/** Of each row: its loss, 1 for a right answer, and the sum of its weights. */
const outcomeOfRow = program(
  'weighted cross-entropy of a row',
  ['x', 'weights', 'labels', 'sumsOf'],
  { classes: 'int' },
  `
vec4 value(int row, int quad) {
  vec4 sums = sumsOf(row);
  float loss = 0.0, whole = 0.0, normalizer = log(sums.y);
  for (int c = 0; c < classes; c += 1) {
    float weight = weightsAt(row, c);
    whole += weight;
    if (weight != 0.0) loss += weight * (normalizer - (xAt(row, c) - sums.x));
  }
  return vec4(isNan(sums.y) ? sums.y : loss, sums.z == labelsAt(0, row) ? 1.0 : 0.0, whole, 0.0);
}`,
)
const gradientOfLoss = program(
  'gradient of the weighted cross-entropy',
  ['x', 'weights', 'sumsOf', 'rows'],
  {},
  `${exponential}
vec4 value(int row, int quad) {
  vec4 sums = sumsOf(row);
  int texel = row * outputQuads + quad;
  vec4 below = x(texel) - sums.x;
  vec4 chance = vec4(exponential(below.x), exponential(below.y), exponential(below.z), exponential(below.w)) / sums.y;
  return chance * rows(row).z - weights(texel);
}`,
)

export const softCrossEntropy = (drawing: Drawing): Backend['softCrossEntropy'] =>
  softCrossEntropyBy(drawing, (x, weights, labels) => {
    const { draw, release } = drawing
    const [batch = 0] = x.shape
    const classes = channelsOf(x.shape)
    const sumsOf = draw(exponentials, { x }, [batch, 3], { classes })
    const rows = draw(outcomeOfRow, { x, weights, labels, sumsOf }, [batch, 3], { classes })
    const outcome = groupSums(drawing, rows, batch, [2])
    const gradient = draw(gradientOfLoss, { x, weights, sumsOf, rows }, x.shape, {})
    for (const array of [sumsOf, rows]) release(array)
    return { outcome, gradient }
  })
