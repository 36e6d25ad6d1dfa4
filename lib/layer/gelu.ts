/** Gaussian error linear unit: x P(X < x) of a normal X. */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `gelu`: a plain description, with nothing to configure. */
export interface Gelu {
  readonly _tag: 'gelu'
}

/**
 * x P(X < x) for each number, X normal: the exact form, PyTorch's default. `geluTanh` is the other one.
 *
 * @see Hendrycks and Gimpel 2016, "Gaussian error linear units"
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), gelu, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'gelu', 'flatten', 'linear']
 */
export const gelu: Gelu = carrying(() => geluDefinition, { _tag: 'gelu' })

declare module './rule.js' {
  interface Layers {
    gelu: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    gelu: Input
  }
}

/** What the library knows of it. */
export const geluDefinition: Definition<Gelu> = activating('gelu')
