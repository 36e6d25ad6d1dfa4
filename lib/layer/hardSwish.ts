/** Hard swish: x min(max(x + 3, 0), 6) / 6. */
import type { PlainActivation } from '../engine/activation.js'
import type { Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
import type { Definition } from './definition.js'

/** The type of `hardSwish`: a plain description, with nothing to configure. */
export interface HardSwish {
  readonly _tag: 'hardSwish'
}

/**
 * x min(max(x + 3, 0), 6) / 6 for each number: `silu` in straight pieces. From -3 to 3, both included, its derivative is x / 3 + 1/2, as PyTorch's.
 *
 * @see Howard et al. 2019, "Searching for MobileNetV3", section 5.2
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), hardSwish, flatten, linear(256, 2))(key(0))
 * network.arch // => ['conv2d', 'hardSwish', 'flatten', 'linear']
 */
export const hardSwish: HardSwish = carrying(() => hardSwishDefinition, { _tag: 'hardSwish' })

declare module './rule.js' {
  interface Layers {
    hardSwish: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    hardSwish: Input
  }
}

/** What the library knows of it. */
export const hardSwishDefinition: Definition<HardSwish> = activating('hardSwish')
