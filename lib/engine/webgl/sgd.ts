/** One step of SGD by draws; see `engine/sgd.ts` for what it means. */
import type { Backend } from '../backend.js'
import { sgdBy } from '../sgd.js'
import type { Drawing } from './drawing.js'
import { texelwise } from './program.js'

const nextVelocity = texelwise(
  'velocity',
  ['p', 'g', 'v'],
  { momentum: 'float', decay: 'float', moving: 'int' },
  '(moving == 1 ? momentum * v(texel) : vec4(0.0)) + (g(texel) + decay * p(texel))',
)
const plain = texelwise('step', ['p', 'g'], { rate: 'float', decay: 'float' }, 'p(texel) - rate * (g(texel) + decay * p(texel))')
export const along = texelwise('step along a velocity', ['p', 'v'], { rate: 'float' }, 'p(texel) - rate * v(texel)')
const nesterovStep = texelwise(
  'Nesterov step',
  ['p', 'g', 'v'],
  { rate: 'float', decay: 'float', momentum: 'float' },
  'p(texel) - rate * (g(texel) + decay * p(texel) + momentum * v(texel))',
)

export const sgd = ({ draw }: Drawing): Backend['sgd'] =>
  sgdBy((p, g, v, { learningRate: rate, momentum, nesterov, weightDecay: decay }) => {
    const { shape } = p
    if (momentum === 0) return { parameter: draw(plain, { p, g }, shape, { rate, decay }), velocity: undefined }
    // a first step has no velocity; what stands in for it is not read
    const velocity = draw(nextVelocity, { p, g, v: v ?? g }, shape, { momentum, decay, moving: v === undefined ? 0 : 1 })
    const parameter = nesterov
      ? draw(nesterovStep, { p, g, v: velocity }, shape, { rate, decay, momentum })
      : draw(along, { p, v: velocity }, shape, { rate })
    return { parameter, velocity }
  })
