/** One step of RMSProp by draws; see `engine/rmsProp.ts` for what it means. */
import type { Backend } from '../backend.js'
import { rmsPropBy } from '../rmsProp.js'
import type { Drawing } from './drawing.js'
import { texelwise } from './program.js'
import { along } from './sgd.js'

const meanSquare = texelwise(
  'mean square',
  ['p', 'g', 's'],
  { alpha: 'float', rest: 'float', decay: 'float', moving: 'int' },
  '(moving == 1 ? alpha * s(texel) : vec4(0.0)) + rest * (g(texel) + decay * p(texel)) * (g(texel) + decay * p(texel))',
)
const direction = '(g(texel) + decay * p(texel)) / (sqrt(s(texel)) + epsilon)'
const nextVelocity = texelwise(
  'RMSProp velocity',
  ['p', 'g', 's', 'v'],
  { momentum: 'float', decay: 'float', epsilon: 'float', moving: 'int' },
  `(moving == 1 ? momentum * v(texel) : vec4(0.0)) + ${direction}`,
)
const plain = texelwise(
  'RMSProp step',
  ['p', 'g', 's'],
  { rate: 'float', decay: 'float', epsilon: 'float' },
  `p(texel) - rate * (${direction})`,
)

export const rmsProp = ({ draw }: Drawing): Backend['rmsProp'] =>
  rmsPropBy((p, g, [square, velocity], { decay, alpha, rest, epsilon, momentum, rate }) => {
    const { shape } = p
    // at a first step nothing is kept; what stands in for it is not read
    const s = draw(meanSquare, { p, g, s: square ?? g }, shape, { alpha, rest, decay, moving: square === undefined ? 0 : 1 })
    if (momentum === 0) return [draw(plain, { p, g, s }, shape, { rate, decay, epsilon }), s]
    const v = draw(nextVelocity, { p, g, s, v: velocity ?? g }, shape, { momentum, decay, epsilon, moving: velocity === undefined ? 0 : 1 })
    return [draw(along, { p, v }, shape, { rate }), s, v]
  })
