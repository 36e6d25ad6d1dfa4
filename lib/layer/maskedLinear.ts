/** A fully connected layer with a fixed 0/1 mask over its weights (weight-level pruning). */
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { type Linear, linearDefinition, type LinearShape } from './linear.js'
import { masked } from './masked.js'
import type { Malformed } from './definition.js'

/** What `maskedLinear` makes: a plain description, without arrays. */
export interface MaskedLinear<InFeatures extends number = number, OutFeatures extends number = number>
  extends Omit<Linear<InFeatures, OutFeatures>, '_tag'> {
  readonly _tag: 'maskedLinear'
}

/**
 * A linear layer with a mask [inFeatures, outFeatures] of ones over its weight. Mostly made by `maskSmallest` from a trained network.
 *
 * @example
 * maskedLinear(linear(784, 10))._tag // => 'maskedLinear'
 */
export const maskedLinear = carrying(
  () => maskedLinearDefinition,
  <const InFeatures extends number, const OutFeatures extends number>(
    layer: Linear<InFeatures, OutFeatures>,
  ): MaskedLinear<InFeatures, OutFeatures> => ({ ...layer, _tag: 'maskedLinear' }),
)

declare module './rule.js' {
  interface Layers {
    maskedLinear: MaskedLinear
  }
  interface ShapeRules<Spec, Input extends Shape> {
    maskedLinear: Spec extends MaskedLinear<infer InFeatures, infer OutFeatures> ? LinearShape<Input, InFeatures, OutFeatures> : Malformed
  }
  interface Makers {
    maskedLinear: 'made'
  }
}

/** What the library knows of it. */
export const maskedLinearDefinition = masked(linearDefinition, 'linear')
