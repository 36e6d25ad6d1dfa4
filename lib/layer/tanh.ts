/** Hyperbolic tangent. */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `tanh`: a plain description, with nothing to configure. */
export interface Tanh {
  readonly _tag: 'tanh'
}

/**
 * The hyperbolic tangent of each number.
 *
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), tanh, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'tanh', 'flatten', 'linear']
 */
export const tanh: Tanh = carrying(() => tanhDefinition, { _tag: 'tanh' })

declare module './rule.js' {
  interface Layers {
    tanh: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    tanh: Input
  }
}

/** What the library knows of it. */
export const tanhDefinition: Definition<Tanh> = activating('tanh')
