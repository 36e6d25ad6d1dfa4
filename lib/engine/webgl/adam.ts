/** One step of Adam by draws; see `engine/adam.ts` for what it means. */
import { adamBy } from '../adam.js'
import type { Backend } from '../backend.js'
import type { Drawing } from './drawing.js'
import { texelwise } from './program.js'

/** A first step has no moments; what stands in for them is not read. */
const kept = (slot: string, expression: string): string => `(moving == 1 ? ${expression} * ${slot}(texel) : vec4(0.0))`

const firstMoment = texelwise(
  'first moment',
  ['p', 'g', 'm'],
  { beta: 'float', rest: 'float', decay: 'float', moving: 'int' },
  `${kept('m', 'beta')} + rest * (g(texel) + decay * p(texel))`,
)
const secondMoment = texelwise(
  'second moment',
  ['p', 'g', 'v'],
  { beta: 'float', rest: 'float', decay: 'float', moving: 'int' },
  `${kept('v', 'beta')} + rest * (g(texel) + decay * p(texel)) * (g(texel) + decay * p(texel))`,
)
const moved = texelwise(
  'Adam step',
  ['p', 'm', 'v'],
  { keep: 'float', rate: 'float', rootScale: 'float', epsilon: 'float' },
  'keep * p(texel) - rate * m(texel) / (sqrt(v(texel)) * rootScale + epsilon)',
)

export const adam = ({ draw }: Drawing): Backend['adam'] =>
  adamBy((p, g, moments, { decay, keep, beta1, rest1, beta2, rest2, rate, rootScale, epsilon }) => {
    const { shape } = p
    const moving = moments === undefined ? 0 : 1
    const m = draw(firstMoment, { p, g, m: moments?.[0] ?? g }, shape, { beta: beta1, rest: rest1, decay, moving })
    const v = draw(secondMoment, { p, g, v: moments?.[1] ?? g }, shape, { beta: beta2, rest: rest2, decay, moving })
    return [draw(moved, { p, m, v }, shape, { keep, rate, rootScale, epsilon }), m, v]
  })
