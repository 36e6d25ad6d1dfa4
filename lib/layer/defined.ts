/**
 * Layers that a program defines itself, as the compiler sees them: a description says which rule of shapes it follows. (Run time finds the
 * layer's definition in the same place, `carried.ts`.)
 */
import type { Shape } from '../shape/shape.js'
import type { carried } from './carried.js'
import type { Malformed } from './definition.js'

/** The tag of a layer that the library does not have: the program's name, and the layer's. */
export type DefinedTag = `${string}/${string}`

/**
 * How a layer changes a shape, for the compiler: from `input`, the shape that it is given, and `fields`, the fields of its description, to
 * `output`, the shape that comes out or a sentence about what is wrong. (A function from types to a type, as TypeScript has none: whoever
 * applies it intersects it with what is given, and reads the answer.)
 *
 * @example
 * interface Doubled extends LayerRule {
 *   readonly output: this['input'] extends [infer Features extends number] ? [Features, Features] : 'expects [features]'
 * }
 */
export interface LayerRule {
  readonly input: unknown
  readonly fields: unknown
  readonly output: unknown
}

/** What a description says of its rule; no such value exists. */
export interface Ruled<out Fields, out Rule extends LayerRule, out Makes extends boolean> {
  readonly fields: Fields
  readonly rule: Rule
  readonly makes: Makes
}

/** A description of any layer that a program has defined. */
export interface DefinedLayer {
  readonly _tag: DefinedTag
  readonly [carried]: Ruled<unknown, LayerRule, boolean>
}

/** A layer's description: `_tag` and its fields. */
export type Defined<Tag extends DefinedTag, Fields, Rule extends LayerRule, Makes extends boolean> = Fields & {
  readonly _tag: Tag
  readonly [carried]: Ruled<Fields, Rule, Makes>
}

/** The shape after it, or the sentence. */
export type DefinedShape<Spec, Input extends Shape> = Spec extends { readonly [carried]: Ruled<infer Fields, infer Rule, boolean> }
  ? Answer<(Rule & { readonly input: Input; readonly fields: Fields })['output']>
  : Malformed

type Answer<Output> = Output extends Shape | string ? Output : Shape
