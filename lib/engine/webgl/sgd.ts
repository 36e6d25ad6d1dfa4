/** One step of SGD by draws; see `engine/sgd.ts` for what it means. */
import type { Backend } from '../backend.js'
import { sgdBy } from '../sgd.js'
import type { Drawing } from './drawing.js'
import { programOfSeveral, texelwise } from './program.js'

const plain = texelwise('step', ['p', 'g'], { rate: 'float', decay: 'float' }, 'p(texel) - rate * (g(texel) + decay * p(texel))')
export const along = texelwise('step along a velocity', ['p', 'v'], { rate: 'float' }, 'p(texel) - rate * v(texel)')
/** A first step has no velocity; what stands in for it is not read. */
const moving = programOfSeveral(
  'step of SGD with momentum',
  ['p', 'g', 'v'],
  { momentum: 'float', decay: 'float', rate: 'float', moved: 'int', nesterov: 'int' },
  ['velocity', 'parameter'],
  `
void write(int row, int quad) {
  int texel = row * outputQuads + quad;
  vec4 decayed = g(texel) + decay * p(texel);
  velocity = (moved == 1 ? momentum * v(texel) : vec4(0.0)) + decayed;
  parameter = p(texel) - rate * (nesterov == 1 ? decayed + momentum * velocity : velocity);
}`,
)

export const sgd = ({ draw, drawSeveral }: Drawing): Backend['sgd'] =>
  sgdBy((p, g, v, { learningRate: rate, momentum, nesterov, weightDecay: decay }) =>
    momentum === 0
      ? { parameter: draw(plain, { p, g }, p.shape, { rate, decay }), velocity: undefined }
      : drawSeveral(moving, { p, g, v: v ?? g }, p.shape, {
          ...{ momentum, decay, rate },
          moved: v === undefined ? 0 : 1,
          nesterov: nesterov ? 1 : 0,
        }),
  )
