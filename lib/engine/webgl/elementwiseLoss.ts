/** Losses number by number, by draws; see `engine/elementwiseLoss.ts` for what they mean. */
import { channelsOf, elementCount } from '../../shape/shape.js'
import type { Backend } from '../backend.js'
import type { ElementwiseLoss } from '../elementwiseLoss.js'
import { elementwiseLossBy } from '../elementwiseLossBy.js'
import type { Drawing } from './drawing.js'
import { exponential } from './exponentials.js'
import { groupSums } from './groupSums.js'
import { program } from './program.js'

const kinds: readonly ElementwiseLoss['_tag'][] = ['squaredError', 'absoluteError', 'huber', 'binaryCrossEntropy']

/** ln(1 + e) for e from 0 to 1: GLSL's own logarithm near 1 may be off by 1e-7 of 1, which is more than e where that is small. */
const logarithm = `
float logOfOneAnd(float e) { return e < 1e-3 ? e * (1.0 - e * (0.5 - e / 3.0)) : log(1.0 + e); }`

/** Of each row: its sum of the loss, and of what is measured. */
const sumsOfRow = program(
  'loss of a row',
  ['x', 'wanted'],
  { kind: 'int', delta: 'float', channels: 'int', share: 'float' },
  `${exponential}${logarithm}
float lossOf(float o, float t) {
  float d = o - t;
  if (isNan(o)) return o;
  if (kind == 0) return d * d;
  if (kind == 1) return abs(d);
  if (kind == 2) return abs(d) <= delta ? 0.5 * d * d : delta * (abs(d) - 0.5 * delta);
  return (t == 0.0 ? max(o, 0.0) : max(o, 0.0) - o * t) + logOfOneAnd(exponential(-abs(o)));
}
float measureOf(float o, float t) {
  if (kind < 3) return (o - t) * (o - t);
  return !isNan(o) && (o > 0.0) == (t == 1.0) ? 1.0 : 0.0;
}
vec4 value(int row, int quad) {
  float loss = 0.0, measure = 0.0;
  for (int first = 0; first < channels; first += 64) {
    float lossPart = 0.0, measurePart = 0.0;
    int end = min(channels, first + 64);
    for (int c = first; c < end; c += 1) {
      float o = xAt(row, c), t = wantedAt(row, c);
      lossPart += lossOf(o, t);
      measurePart += measureOf(o, t);
    }
    loss += lossPart;
    measure += measurePart;
  }
  return vec4(loss * share, measure, 0.0, 0.0);
}`,
)

const gradientOfLoss = program(
  'gradient of a loss',
  ['x', 'wanted'],
  { kind: 'int', delta: 'float', share: 'float' },
  `${exponential}
float slopeOf(float o, float t) {
  float d = o - t;
  if (isNan(o)) return o;
  if (kind == 0) return 2.0 * d;
  if (kind == 1) return d > 0.0 ? 1.0 : d < 0.0 ? -1.0 : 0.0;
  if (kind == 2) return clamp(d, -delta, delta);
  float e = exponential(-abs(o));
  return (o > 0.0 ? 1.0 : e) / (1.0 + e) - t;
}
vec4 value(int row, int quad) {
  int texel = row * outputQuads + quad;
  vec4 o = x(texel), t = wanted(texel);
  return vec4(slopeOf(o.x, t.x), slopeOf(o.y, t.y), slopeOf(o.z, t.z), slopeOf(o.w, t.w)) * share;
}`,
)

export const elementwiseLoss = (drawing: Drawing): Backend['elementwiseLoss'] =>
  elementwiseLossBy(drawing, (x, wanted, loss) => {
    const { draw, release } = drawing
    const numbers = elementCount(x.shape)
    const channels = channelsOf(x.shape)
    const rows = numbers / channels
    const which = { kind: kinds.indexOf(loss._tag), delta: loss._tag === 'huber' ? loss.delta : 0, share: 1 / numbers }
    const sums = draw(sumsOfRow, { x, wanted }, [rows, 2], { ...which, channels })
    const outcome = groupSums(drawing, sums, rows, [2])
    release(sums)
    return { outcome, gradient: draw(gradientOfLoss, { x, wanted }, x.shape, which) }
  })
