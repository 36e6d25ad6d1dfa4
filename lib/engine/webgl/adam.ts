/** One step of Adam by draws; see `engine/adam.ts` for what it means. */
import { adamBy } from '../adam.js'
import type { Backend } from '../backend.js'
import type { Drawing } from './drawing.js'
import { programOfSeveral } from './program.js'

/** A first step has no moments; what stands in for them is not read. */
const moving = programOfSeveral(
  'step of Adam',
  ['p', 'g', 'm', 'v'],
  {
    ...{ beta1: 'float', rest1: 'float', beta2: 'float', rest2: 'float', decay: 'float', moved: 'int' },
    ...{ keep: 'float', rate: 'float', rootScale: 'float', epsilon: 'float' },
  } as const,
  ['first', 'second', 'parameter'],
  `
void write(int row, int quad) {
  int texel = row * outputQuads + quad;
  vec4 decayed = g(texel) + decay * p(texel);
  first = (moved == 1 ? beta1 * m(texel) : vec4(0.0)) + rest1 * decayed;
  second = (moved == 1 ? beta2 * v(texel) : vec4(0.0)) + rest2 * decayed * decayed;
  parameter = keep * p(texel) - rate * first / (sqrt(second) * rootScale + epsilon);
}`,
)

export const adam = ({ drawSeveral }: Drawing): Backend['adam'] =>
  adamBy((p, g, moments, { decay, keep, beta1, rest1, beta2, rest2, rate, rootScale, epsilon }) => {
    const [m, v] = moments ?? [g, g]
    const { first, second, parameter } = drawSeveral(moving, { p, g, m, v }, p.shape, {
      ...{ beta1, rest1, beta2, rest2, decay, keep, rate, rootScale, epsilon },
      moved: moments === undefined ? 0 : 1,
    })
    return [parameter, first, second]
  })
