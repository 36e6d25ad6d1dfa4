/** Softmax and its logarithm by draws; see `engine/softmax.ts` for what they mean. */
import { channelsOf, elementCount } from '../../shape/shape.js'
import type { Backend, DeviceArray } from '../backend.js'
import { softmaxBy } from '../softmax.js'
import type { Drawing } from './drawing.js'
import { exponential, exponentials } from './exponentials.js'
import { program } from './program.js'

const everyExponential = `${exponential}
vec4 everyExponential(vec4 v) { return vec4(exponential(v.x), exponential(v.y), exponential(v.z), exponential(v.w)); }`

const output = program(
  'softmax',
  ['x', 'sumsOf'],
  { logarithm: 'int' },
  `${everyExponential}
vec4 value(int row, int quad) {
  vec4 sums = sumsOf(row), below = x(row * outputQuads + quad) - sums.x;
  return logarithm == 1 ? below - log(sums.y) : everyExponential(below) / sums.y;
}`,
)

/** Of each position, what its gradients have in common. */
const sumOfRow = program(
  "sum of a position's gradients",
  ['y', 'slopes'],
  { logarithm: 'int', channels: 'int' },
  `
vec4 value(int row, int quad) {
  float sum = 0.0;
  for (int first = 0; first < channels; first += 64) {
    float part = 0.0;
    int end = min(channels, first + 64);
    for (int c = first; c < end; c += 1) part += logarithm == 1 ? slopesAt(row, c) : slopesAt(row, c) * yAt(row, c);
    sum += part;
  }
  return vec4(sum, 0.0, 0.0, 0.0);
}`,
)

const gradient = program(
  'gradient of softmax',
  ['y', 'slopes', 'sums'],
  { logarithm: 'int' },
  `${everyExponential}
vec4 value(int row, int quad) {
  int texel = row * outputQuads + quad;
  vec4 of = y(texel), slope = slopes(texel);
  float sum = sums(row).x;
  return logarithm == 1 ? slope - everyExponential(of) * sum : of * (slope - sum);
}`,
)

const rowsOf = ({ shape }: DeviceArray): number => elementCount(shape) / channelsOf(shape)

export const softmax = (drawing: Drawing): Backend['softmax'] => {
  const { draw, release } = drawing
  return softmaxBy(drawing, {
    forward: (x, options) => {
      const sumsOf = draw(exponentials, { x }, [rowsOf(x), 3], { classes: channelsOf(x.shape) })
      const answer = draw(output, { x, sumsOf }, x.shape, { logarithm: Number(options.logarithm) })
      release(sumsOf)
      return answer
    },
    backward: (y, slopes, options) => {
      const logarithm = Number(options.logarithm)
      const sums = draw(sumOfRow, { y, slopes }, [rowsOf(y), 1], { logarithm, channels: channelsOf(y.shape) })
      const answer = draw(gradient, { y, slopes, sums }, y.shape, { logarithm })
      release(sums)
      return answer
    },
  })
}
