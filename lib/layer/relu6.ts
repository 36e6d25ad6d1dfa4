/** Rectifier up to 6: min(max(x, 0), 6). */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `relu6`: a plain description, with nothing to configure. */
export interface Relu6 {
  readonly _tag: 'relu6'
}

/**
 * The rectifier that ends at 6, min(max(0, x), 6) for each number, as MobileNets have it; its derivative at 0 and at 6 is 0.
 *
 * @see Howard et al. 2017, "MobileNets", whose code has it
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), relu6, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'relu6', 'flatten', 'linear']
 */
export const relu6: Relu6 = carrying(() => relu6Definition, { _tag: 'relu6' })

declare module './rule.js' {
  interface Layers {
    relu6: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    relu6: Input
  }
}

/** What the library knows of it. */
export const relu6Definition: Definition<Relu6> = activating('relu6')
