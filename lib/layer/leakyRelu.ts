/** Leaky rectifier: x, or slope x where x is negative. */
import { invariant } from '../shape/invariant.js'
import { isPositive32 } from '../shape/float32.js'
import { aNumber, finiteNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Positive } from '../shape/positive.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** What `leakyRelu` makes: a plain description, without arrays. */
export interface LeakyRelu {
  readonly _tag: 'leakyRelu'
  readonly slope: number
}

/**
 * x for each number above 0, slope · x for the others; at 0 the derivative is the slope, a positive number of float32 (0 would be `relu`), by default 0.01
 * as in PyTorch.
 *
 * @see Maas et al. 2013, "Rectifier nonlinearities improve neural network acoustic models"
 * @example
 * leakyRelu().slope // => 0.01
 * leakyRelu(0.2).slope // => 0.2
 */
export const leakyRelu = carrying(
  () => leakyReluDefinition,
  <const Slope extends number = 0.01>(slope?: Positive<Slope, 'the slope'>): LeakyRelu => {
    const spec: LeakyRelu = { _tag: 'leakyRelu', slope: checkedArgument('leakyRelu', 'slope', aNumber, slope === undefined ? 0.01 : slope) }
    const problem = leakyReluProblem(spec)
    return problem === undefined ? spec : invariant(`leakyRelu: ${problem}`)
  },
)

const leakyReluProblem = ({ slope }: LeakyRelu): string | undefined =>
  isPositive32(slope) ? undefined : `the slope is ${slope}, not a positive number of float32 (2^-126 or more)`

declare module './rule.js' {
  interface Layers {
    leakyRelu: LeakyRelu
  }
  interface ShapeRules<Spec, Input extends Shape> {
    leakyRelu: Input
  }
}

/** What the library knows of it. */
export const leakyReluDefinition: Definition<LeakyRelu> = {
  ...activating('leakyRelu'),
  fields: { slope: finiteNumber },
  problem: leakyReluProblem,
  show: ({ slope }) => `leakyRelu ${slope}`,
}
