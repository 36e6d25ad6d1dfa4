/** What a program says of a layer that it defines (`defineLayer`). */
import type { either as E } from 'fp-ts'
import type { Initializer } from '../random/initializers.js'
import type { Shape } from '../shape/shape.js'
import type { DefinedTag, LayerRule } from './defined.js'
import type { Axis } from './definition.js'
import type { Formula, Term } from './formula.js'

/** What a field of a description holds: a count (a whole number, 1 or more), a finite number, or true or false. */
export type FieldKind = 'count' | 'number' | 'boolean'

/** The fields of a description by name. */
export type FieldKinds = Readonly<Record<string, FieldKind>>

/** A description's fields, of which the compiler knows no more than their kinds. */
export type FieldsOf<Fields extends FieldKinds> = { readonly [Name in keyof Fields]: Fields[Name] extends 'boolean' ? boolean : number }

/** What a description is made of: its fields, which need not be given where there are none. */
export type GivenFields<Fields extends FieldKinds, Given> = [keyof Fields] extends [never]
  ? readonly [fields?: Given]
  : readonly [fields: Given]

/** One trained array of a layer. */
export interface OwnArray {
  readonly shape: Shape
  /** one entry an axis of `shape`: whether it runs over the channels that come in, over those that go out, or over neither ('window') */
  readonly axes: readonly Exclude<Axis, 'group'>[]
  /** what every number starts as, or a function that draws them; the numbers must be finite */
  readonly initial: number | Initializer
  /** 'bias' has no weight decay where a fit is told so; default 'weight' */
  readonly role?: 'weight' | 'bias'
}

/**
 * What a layer does with channels. Each is carried on by itself (and `carried` names the field that counts them, if there is one), or new ones
 * are made, each out of all that come in: `made` and `of` name the fields that count them.
 */
export type OwnChannels<Name> = { readonly carried: Name } | { readonly made: Name; readonly of: Name }

/** What a program says of its layer. */
export interface LayerDefinition<Tag extends DefinedTag, Fields extends FieldKinds, Given, Name extends string> {
  /** the program's name and the layer's, 'mine/polynomial': so files keep apart what different programs call alike */
  readonly tag: Tag
  /** default none */
  readonly fields?: Fields
  /** default: each is carried on by itself, however many there are */
  readonly channels?: Given
  /** what is wrong with a description, as a sentence ("degree is 9, more than 4"); undefined if nothing is */
  readonly problem?: (fields: FieldsOf<Fields>) => string | undefined
  /** by name, which `compute` knows if they stand in front of it; default none */
  readonly arrays?: (fields: FieldsOf<Fields>) => { readonly [Each in Name]: OwnArray }
  /** for one sample; default 0 */
  readonly multiplyAccumulates?: (fields: FieldsOf<Fields>, input: Shape, output: Shape) => number
  /** whether zeros give zeros whatever the arrays hold; default false */
  readonly keepsZero?: boolean
  /** what it computes, with its derivative */
  readonly compute: (formula: Formula, input: Term, arrays: { readonly [Each in Name]: Term }, fields: FieldsOf<Fields>) => Term
  /** the URL of the module that exports the layer, `import.meta.url` there: without it no worker can compute it */
  readonly module?: string | undefined
}

/** The shape that comes out of a layer whose channels' rule is not all, for the compiler and for run time. */
export interface OwnShape<Fields extends FieldKinds, Rule extends LayerRule> {
  /** `layerRule<MyRule>()` */
  readonly rule: RuleOf<Rule>
  /** the same at run time: a `Left` is the sentence */
  readonly outputShape: (fields: FieldsOf<Fields>, input: Shape) => E.Either<string, Shape>
}

/** A rule as a value, which says nothing at run time. */
export interface RuleOf<out Rule extends LayerRule> {
  readonly rule?: Rule
}
