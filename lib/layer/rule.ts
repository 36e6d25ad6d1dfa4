/**
 * The layers as the compiler sees them: what shape comes out, which widths a layer makes, how it is named in `Arch`.
 *
 * Each is a table by tag, and each layer's file adds its own rows (`declare module './rule.js'`). Run-time twins: `outputShape`, `channels`
 * and `archName` of the layer's definition.
 */
import type { carried } from './carried.js'
import type { DefinedLayer, DefinedShape, DefinedTag } from './defined.js'
import type { IsSeveral } from '../shape/known.js'
import type { Shape } from '../shape/shape.js'

/** The description of each layer. */
export interface Layers {
  readonly [own: DefinedTag]: DefinedLayer
}

/** The shape after a layer, or the sentence about what is wrong. */
export interface ShapeRules<Spec, Input extends Shape> {
  readonly [own: DefinedTag]: DefinedShape<Spec, Input>
}

/** The name in `Arch` of a layer whose tag is not all of it. */
export interface Names<Spec> {
  readonly [own: DefinedTag]: Spec extends Tagged ? Spec['_tag'] : never
}

/** Layers whose output's channels are new: 'made' out of all that they are given, or 'selected' from them. */
export interface Makers {}

type Tag = keyof Layers

/** Any layer's description, as far as it says which layer. */
export interface Tagged {
  readonly _tag: Tag
}

/** The shape after a layer, or the sentence about what is wrong. */
export type LayerShape<Spec extends Tagged, Input extends Shape> = keyof Spec extends Field
  ? ShapeRules<Spec, Input>[Spec['_tag']]
  : Spec extends DefinedLayer
    ? ShapeRules<Spec, Input>[Spec['_tag']]
    : UnknownField<Exclude<keyof Spec, Field>>

/** What a description may hold. One that was written down as an object may hold more; a field of another layer is for run time to find. */
type Field = { [Each in Tag]: keyof Layers[Each] }[Tag]

type UnknownField<Name> = IsSeveral<Name> extends false ? `has an unknown field, ${Name & string}` : 'has several unknown fields'

/** Layers whose output's channels are new. */
export type Makes = { readonly _tag: keyof Makers } | { readonly [carried]: { readonly makes: true } }

/** Layers that pick channels by position: what they receive stays whole, and only what they make can be pruned. */
export interface Selects {
  readonly _tag: { [Each in keyof Makers]: Makers[Each] extends 'selected' ? Each : never }[keyof Makers]
}

/** A layer's width-free name in `Arch`: its tag, with its geometry where it has one. */
export type NameOf<Spec extends Tagged> = Spec['_tag'] extends infer Name extends keyof Names<Spec> ? Names<Spec>[Name] : Spec['_tag']
