/** One step of Lion by draws; see `engine/lion.ts` for what it means. */
import type { Backend } from '../backend.js'
import { lionBy } from '../lion.js'
import { signOf } from './arithmetic.js'
import type { Drawing } from './drawing.js'
import { texelwise } from './program.js'

const kept = '(moving == 1 ? beta * m(texel) : vec4(0.0))'
const numbers = { beta: 'float', rest: 'float', moving: 'int' } as const
const between = `(${kept} + rest * g(texel))`
const moved = texelwise(
  'Lion step',
  ['p', 'g', 'm'],
  { ...numbers, keep: 'float', rate: 'float' },
  `keep * p(texel) - rate * ${signOf(between)}`,
)
const nextMoment = texelwise('Lion moment', ['g', 'm'], numbers, between)

export const lion = ({ draw }: Drawing): Backend['lion'] =>
  lionBy((p, g, moment, { keep, beta1, rest1, beta2, rest2, rate }) => {
    const { shape } = p
    // a first step has no moment; what stands in for it is not read
    const m = moment ?? g
    const moving = moment === undefined ? 0 : 1
    return [
      draw(moved, { p, g, m }, shape, { beta: beta1, rest: rest1, moving, keep, rate }),
      draw(nextMoment, { g, m }, shape, { beta: beta2, rest: rest2, moving }),
    ]
  })
