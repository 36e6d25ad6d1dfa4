/** Exponential linear unit: x, or alpha (e^x - 1) where x is negative. */
import { invariant } from '../shape/invariant.js'
import { isPositive32 } from '../shape/float32.js'
import { aNumber, finiteNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Positive } from '../shape/positive.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** What `elu` makes: a plain description, without arrays. */
export interface Elu {
  readonly _tag: 'elu'
  readonly alpha: number
}

/**
 * x for each number above 0, alpha · (e^x - 1) for the others; at 0 the derivative is alpha, a positive number of float32, by default 1 as in
 * PyTorch.
 *
 * @see Clevert et al. 2015, "Fast and accurate deep network learning by exponential linear units"
 * @example
 * elu().alpha // => 1
 * elu(0.5).alpha // => 0.5
 */
export const elu = carrying(
  () => eluDefinition,
  <const Alpha extends number = 1>(alpha?: Positive<Alpha, 'alpha'>): Elu => {
    const spec: Elu = { _tag: 'elu', alpha: checkedArgument('elu', 'alpha', aNumber, alpha === undefined ? 1 : alpha) }
    const problem = eluProblem(spec)
    return problem === undefined ? spec : invariant(`elu: ${problem}`)
  },
)

const eluProblem = ({ alpha }: Elu): string | undefined =>
  isPositive32(alpha) ? undefined : `alpha is ${alpha}, not a positive number of float32 (2^-126 or more)`

declare module './rule.js' {
  interface Layers {
    elu: Elu
  }
  interface ShapeRules<Spec, Input extends Shape> {
    elu: Input
  }
}

/** What the library knows of it. */
export const eluDefinition: Definition<Elu> = {
  ...activating('elu'),
  fields: { alpha: finiteNumber },
  problem: eluProblem,
  show: ({ alpha }) => `elu ${alpha}`,
}
