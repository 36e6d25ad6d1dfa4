/** Softplus: ln(1 + e^x). */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `softplus`: a plain description, with nothing to configure. */
export interface Softplus {
  readonly _tag: 'softplus'
}

/**
 * ln(1 + e^x) for each number: a smooth rectifier. It makes ln 2 of 0, so a channel that is cut is one whose numbers are 0 behind it, not before:
 * docs/pruning.md, the law of surgery.
 *
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), softplus, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'softplus', 'flatten', 'linear']
 */
export const softplus: Softplus = carrying(() => softplusDefinition, { _tag: 'softplus' })

declare module './rule.js' {
  interface Layers {
    softplus: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    softplus: Input
  }
}

/** What the library knows of it. */
export const softplusDefinition: Definition<Softplus> = { ...activating('softplus'), keepsZero: () => false }
