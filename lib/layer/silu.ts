/** SiLU, or swish: x sigmoid(x). */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `silu`: a plain description, with nothing to configure. */
export interface Silu {
  readonly _tag: 'silu'
}

/**
 * x / (1 + e^-x) for each number, also called swish.
 *
 * @see Elfwing et al. 2017, "Sigmoid-weighted linear units for neural network function approximation in reinforcement learning"
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), silu, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'silu', 'flatten', 'linear']
 */
export const silu: Silu = carrying(() => siluDefinition, { _tag: 'silu' })

declare module './rule.js' {
  interface Layers {
    silu: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    silu: Input
  }
}

/** What the library knows of it. */
export const siluDefinition: Definition<Silu> = activating('silu')
