/** Sigmoid: 1 / (1 + e^-x). */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `sigmoid`: a plain description, with nothing to configure. */
export interface Sigmoid {
  readonly _tag: 'sigmoid'
}

/**
 * The logistic function, 1 / (1 + e^-x) for each number. It makes 1/2 of 0, so a channel that is cut is one whose numbers are 0 behind it, not before:
 * docs/pruning.md, the law of surgery.
 *
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), sigmoid, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'sigmoid', 'flatten', 'linear']
 */
export const sigmoid: Sigmoid = carrying(() => sigmoidDefinition, { _tag: 'sigmoid' })

declare module './rule.js' {
  interface Layers {
    sigmoid: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    sigmoid: Input
  }
}

/** What the library knows of it. */
export const sigmoidDefinition: Definition<Sigmoid> = { ...activating('sigmoid'), keepsZero: () => false }
