/** Softmax cross-entropy by draws; see `engine/softmaxCrossEntropy.ts` for what it means. */
import { channelsOf } from '../../shape/shape.js'
import type { Backend } from '../backend.js'
import { softmaxCrossEntropyBy } from '../softmaxCrossEntropy.js'
import type { Drawing } from './drawing.js'
import { exponential, exponentials } from './exponentials.js'
import { groupSums } from './groupSums.js'
import { program } from './program.js'

/** Of each row: its share of the mean loss, and 1 for a right answer. */
const outcomeOfRow = program(
  'cross-entropy of a row',
  ['x', 'labels', 'sumsOf'],
  { classes: 'int', share: 'float' },
  `
vec4 value(int row, int quad) {
  float label = labelsAt(0, row);
  if (!(label >= 0.0 && label < float(classes) && floor(label) == label)) return vec4(notANumber, 0.0, 0.0, 0.0);
  vec4 sums = sumsOf(row);
  float loss = isNan(sums.y) ? sums.y : log(sums.y) - (xAt(row, int(label)) - sums.x);
  return vec4(loss * share, sums.z == label ? 1.0 : 0.0, 0.0, 0.0);
}`,
)
const gradientOfLoss = program(
  'gradient of the cross-entropy',
  ['x', 'labels', 'sumsOf'],
  { share: 'float' },
  `${exponential}
vec4 value(int row, int quad) {
  vec4 sums = sumsOf(row);
  ivec4 c = 4 * quad + ivec4(0, 1, 2, 3);
  vec4 below = x(row * outputQuads + quad) - sums.x;
  vec4 chance = vec4(exponential(below.x), exponential(below.y), exponential(below.z), exponential(below.w)) / sums.y;
  return (chance - vec4(equal(vec4(c), vec4(labelsAt(0, row))))) * share;
}`,
)

export const softmaxCrossEntropy = (drawing: Drawing): Backend['softmaxCrossEntropy'] =>
  softmaxCrossEntropyBy(drawing, (x, labels) => {
    const { draw, release } = drawing
    const [batch = 0] = x.shape
    const classes = channelsOf(x.shape)
    const sumsOf = draw(exponentials, { x }, [batch, 3], { classes })
    const rows = draw(outcomeOfRow, { x, labels, sumsOf }, [batch, 2], { classes, share: 1 / batch })
    const outcome = groupSums(drawing, rows, batch, [2])
    const logitsGradient = draw(gradientOfLoss, { x, labels, sumsOf }, x.shape, { share: 1 / batch })
    for (const array of [sumsOf, rows]) release(array)
    return { outcome, logitsGradient }
  })
