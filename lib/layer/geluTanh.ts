/** Gaussian error linear unit in its tanh form. */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `geluTanh`: a plain description, with nothing to configure. */
export interface GeluTanh {
  readonly _tag: 'geluTanh'
}

/**
 * x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 for each number: PyTorch's `GELU(approximate='tanh')`, within 5e-4 of `gelu`.
 *
 * @see Hendrycks and Gimpel 2016, "Gaussian error linear units", section 2
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), geluTanh, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'geluTanh', 'flatten', 'linear']
 */
export const geluTanh: GeluTanh = carrying(() => geluTanhDefinition, { _tag: 'geluTanh' })

declare module './rule.js' {
  interface Layers {
    geluTanh: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    geluTanh: Input
  }
}

/** What the library knows of it. */
export const geluTanhDefinition: Definition<GeluTanh> = activating('geluTanh')
