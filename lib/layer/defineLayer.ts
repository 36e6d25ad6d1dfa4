/**
 * A layer that the library does not have, defined by the program that needs it: everything that a file of this folder says of its layer,
 * written as one value. What a definition says is code, and code can be wrong: it is looked at where it enters, and a `TypeError` names the layer.
 */
import type { Count } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { aFunction, anObject, aString, type Kind, kind, type Kinds, optional, trueOrFalse } from '../shape/kind.js'
import { checkedOptions, keysProblem } from '../shape/options.js'
import { carried, carrying } from './carried.js'
import type { CarriedRule, MadeRule, SameRule } from './channelRules.js'
import type { Defined, DefinedTag, LayerRule } from './defined.js'
import type { Definition } from './definition.js'
import type { FieldKinds, FieldsOf, GivenFields, LayerDefinition, OwnChannels, OwnShape, RuleOf } from './layerDefinition.js'
import { type Description, ownDefinition } from './ownDefinition.js'
import { aTag, checkedFields, fieldKindsProblem } from './ownFields.js'

/** The rule of a layer that states none: that of its channels. */
export type DefaultRule<Given> = Given extends { readonly carried: infer Name extends string }
  ? CarriedRule<Name>
  : Given extends { readonly made: infer Made extends string; readonly of: infer Of extends string }
    ? MadeRule<Of, Made>
    : SameRule

/**
 * A rule of shapes for `defineLayer`.
 *
 * @example
 * interface Halved extends LayerRule {
 *   readonly output: this['input'] extends readonly [infer Features extends number] ? [Features] : 'expects [features]'
 * }
 * layerRule<Halved>() // => {}
 */
export const layerRule = <Rule extends LayerRule>(): RuleOf<Rule> => ({})

/** Fields as they are written, each count itself where it counts something, else the sentence. */
type CheckedFields<Fields extends FieldKinds, Given> = {
  readonly [Name in keyof Given]: Name extends keyof Fields
    ? Fields[Name] extends 'count'
      ? Count<Given[Name] & number, Name & string>
      : Given[Name]
    : `there is no field ${Name & string}`
}

/** What `defineLayer` gives: a function from a description's fields, if there are any, to the description. */
export interface OwnLayer<Tag extends DefinedTag, Fields extends FieldKinds, Rule extends LayerRule, Makes extends boolean>
  extends AnyOwnLayer {
  <const Given extends FieldsOf<Fields>>(...fields: GivenFields<Fields, CheckedFields<Fields, Given>>): Defined<Tag, Given, Rule, Makes>
  readonly tag: Tag
}

/** Any layer that a program has defined: what a reader of files is given of those it is to know. */
export interface AnyOwnLayer {
  readonly tag: DefinedTag
}

/**
 * A layer of your own, as good as the library's: its shapes checked by the compiler in `sequential`, trained, pruned, counted, saved and
 * loaded. It gives a function from the description's fields to the description.
 *
 * What it computes is a formula of operations, each with its derivative (`Formula`), so the layer's derivative follows. What it does with
 * channels says what pruning may do with it. A map keeps its size, and channels are counted by the fields that `channels` names, unless `rule` and
 * `outputShape` say otherwise.
 *
 * A definition that is wrong (a sum of two shapes, an array of channels that no field counts, numbers that are not finite) throws a `TypeError` where
 * that shows, with the layer's tag.
 *
 * @example
 * const scaled = defineLayer({
 *   tag: 'mine/scaled',
 *   fields: { channels: 'count' },
 *   channels: { carried: 'channels' },
 *   arrays: ({ channels }) => ({ factors: { shape: [channels], axes: ['outputs'], initial: 1 } }),
 *   compute: (formula, x, { factors }) => formula.scale(x, factors),
 * })
 * const network = sequential(input(8, 8, 3), conv2d(3, 16), scaled({ channels: 16 }), globalAveragePool, linear(16, 10))(key(0))
 * network.arch // => ['conv2d', 'mine/scaled', 'globalAveragePool', 'linear']
 * F.pipe(network, narrow(l1Norm, [4])).cfg // => [4]
 */
export const defineLayer = <
  const Tag extends DefinedTag,
  const Fields extends FieldKinds = Readonly<Record<never, never>>,
  const Given extends OwnChannels<Extract<keyof Fields, string>> | undefined = undefined,
  Name extends string = never,
  Rule extends LayerRule = DefaultRule<Given>,
>(
  definition: LayerDefinition<Tag, Fields, Given, Name> & Partial<OwnShape<Fields, Rule>>,
): OwnLayer<Tag, Fields, Rule, Given extends { readonly made: string } ? true : false> => {
  // what is known of tag, fields and rule is for the compiler alone
  const checked = checkedOptions('defineLayer', definitionKinds, definition as unknown as Plain)
  const { tag, fields = {}, channels = {} } = checked
  const problem =
    fieldKindsProblem(fields) ??
    ('made' in channels || !('carried' in channels || Object.keys(channels).length === 0)
      ? keysProblem({ made: aCount(fields), of: aCount(fields) }, channels, 'option', 'channels.')
      : keysProblem({ carried: optional(aCount(fields)) }, channels, 'option', 'channels.')) ??
    ((checked.rule === undefined) === (checked.outputShape === undefined)
      ? undefined
      : 'it has a rule or an outputShape, where one says to the compiler what the other does at run time')
  if (problem !== undefined) invariant(`defineLayer: ${tag}: ${problem}`)
  const carries = (): typeof own => own
  const own: Definition<Description> = ownDefinition(checked, carries)
  const made = (given: object = {}): Description => {
    const spec = { ...checkedFields(tag, own.fields, given), _tag: tag, [carried]: carries }
    const wrong = own.problem(spec)
    return wrong === undefined ? spec : invariant(`${tag}: ${wrong}`)
  }
  // what the compiler knows of the fields, run time has looked at
  return Object.assign(carrying(carries, made), { tag }) as unknown as OwnLayer<
    Tag,
    Fields,
    Rule,
    Given extends { readonly made: string } ? true : false
  >
}

/** A definition as run time sees it. */
interface Plain
  extends LayerDefinition<DefinedTag, FieldKinds, OwnChannels<string> | undefined, string>,
    Partial<OwnShape<FieldKinds, never>> {}

const aCount = (fields: FieldKinds): Kind<string> =>
  kind('the name of a field of counts', (value) => Object.hasOwn(fields, String(value)) && fields[String(value)] === 'count')
const definitionKinds: Kinds<Plain> = {
  tag: aTag('layer'),
  fields: optional(anObject()),
  channels: optional(anObject()),
  problem: optional(aFunction()),
  arrays: optional(aFunction()),
  multiplyAccumulates: optional(aFunction()),
  keepsZero: optional(trueOrFalse),
  compute: aFunction(),
  module: optional(aString),
  rule: optional(anObject()),
  outputShape: optional(aFunction()),
}
