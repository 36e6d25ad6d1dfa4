/** Softmax cross-entropy by draws; see `engine/softmaxCrossEntropy.ts` for what it means. */
import { channelsOf } from '../../shape/shape.js'
import type { Backend } from '../backend.js'
import { softmaxCrossEntropyBy } from '../softmaxCrossEntropy.js'
import type { Drawing } from './drawing.js'
import { groupSums } from './groupSums.js'
import { program } from './program.js'

/**
 * exp(v) for v <= 0: a power of two, and a polynomial for what is left (Cephes' expf). GLSL's own may be off by 1e-5 of itself far below 0, and
 * says nothing about NaN.
 */
const exponential = `
float exponential(float v) {
  if (isNan(v)) return v;
  if (v < -87.0) return 0.0;
  float power = floor(v * 1.44269504 + 0.5);
  float rest = (v - power * 0.693359375) + power * 2.12194440e-4;
  float y = ((((1.9875691500e-4 * rest + 1.3981999507e-3) * rest + 8.3334519073e-3) * rest + 4.1665795894e-2) * rest + 1.6666665459e-1) * rest + 5.0000001201e-1;
  return (y * rest * rest + rest + 1.0) * intBitsToFloat((int(power) + 127) << 23);
}`

/** Of each row, in a texel: its largest logit, the sum of the exponentials less that one, and the first class that has it (-1: some logit is NaN). */
const exponentials = program(
  'exponentials of a row',
  ['x'],
  { classes: 'int' },
  `${exponential}
vec4 value(int row, int quad) {
  float most = xAt(row, 0);
  int answer = 0;
  for (int c = 1; c < classes; c += 1) { float v = xAt(row, c); if (v > most || isNan(v)) { most = v; answer = c; } }
  float sum = 0.0;
  for (int first = 0; first < classes; first += 64) {
    float part = 0.0;
    int end = min(classes, first + 64);
    for (int c = first; c < end; c += 1) part += exponential(xAt(row, c) - most);
    sum += part;
  }
  return vec4(most, sum, isNan(most) ? -1.0 : float(answer), 0.0);
}`,
)
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
