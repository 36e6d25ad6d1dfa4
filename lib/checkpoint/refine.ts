/**
 * From what only run time knows of a network back to its type: the one way, and a checked one.
 *
 *     pipe(decodeNetwork(bytes), E.flatMap(refine(like)))      Network<Shape, Shape, Cfg, Arch> becomes the type of `like`
 */
import { either as E } from 'fp-ts'
import { wellFormed } from '../network/admitted.js'
import type { AnyNetwork, Arch, Network, Signature } from '../network/network.js'
import type { AtMost, Cfg } from '../shape/atMost.js'
import type { Checked, Verdict, Verdicts } from '../shape/checked.js'
import type { PlainCfg } from '../shape/fits.js'
import { type Kind, kind } from '../shape/kind.js'
import type { FitsIn } from '../shape/natural.js'
import { checkedArgument } from '../shape/options.js'
import type { MayEqual, Shape, ShowShape } from '../shape/shape.js'

/** What a network is held against: its cfg alone, or any of input, output, cfg and arch, as another network and what makes one have all. */
export type Like = Cfg | Partial<Signature>

/** The sharper of what two types say; the other's where they say different things. */
type Sharper<Own, Other> = [Own] extends [Other] ? Own : Plain<Other>
type Plain<Given> = Given extends readonly [...infer Entries] ? Entries : Given

type Known<Net extends AnyNetwork, Given, Field extends keyof Signature> = Given extends { readonly [Key in Field]: infer Value }
  ? Sharper<Net[Field], Value>
  : Net[Field]

/** What the compiler knows afterwards. */
type Refined<Net extends AnyNetwork, Given extends Like> = Given extends Cfg
  ? Network<Net['input'], Net['output'], [Net['cfg']] extends [Given] ? Net['cfg'] : PlainCfg<Given>, Net['arch']>
  : Network<
      Extract<Known<Net, Given, 'input'>, Shape>,
      Extract<Known<Net, Given, 'output'>, Shape>,
      Extract<Known<Net, Given, 'cfg'>, Cfg>,
      Extract<Known<Net, Given, 'arch'>, Arch>
    >

/** A width, or the sentence about one that the network cannot have. */
type WidthProblem<Old, New, Index extends string> = New extends Old
  ? New
  : number extends Old | New
    ? New
    : Old extends 'M'
      ? `cfg[${Index}] is ${New & number}, but the network has a pooling 'M' there`
      : New extends 'M'
        ? `cfg[${Index}] is a pooling 'M', but the network has a layer there`
        : Old extends AtMost<infer Bound>
          ? FitsIn<New, Bound> extends true
            ? New
            : `cfg[${Index}] is ${New & number}, but the network has at most ${Bound} channels there`
          : `cfg[${Index}] is ${New & number}, but the network has ${Old & number} channels there`

type CfgProblem<Old extends Cfg, New extends Cfg> = number extends Old['length'] | New['length']
  ? New
  : New['length'] extends Old['length']
    ? { readonly [Index in keyof New]: WidthProblem<Old[Index & keyof Old], New[Index], Index & string> }
    : `the cfg has ${New['length']} entries, but the network has ${Old['length']}`

type ShapeProblem<Old extends Shape, New extends Shape, Verb extends string> =
  MayEqual<Old, New> extends false ? `the network ${Verb} ${ShowShape<Old>}, not ${ShowShape<New>}` : New

type NameProblem<Old extends Arch, New extends Arch> = [Old] extends [New]
  ? New
  : [New] extends [Old]
    ? New
    : [Old, New] extends [string, string]
      ? `the network is called ${Old & string}, not ${New & string}`
      : `the network's layers have other names`

/** What is given, with the sentence in the place of what the network cannot be. */
type Explain<Net extends AnyNetwork, Given extends Like> = Given extends Cfg
  ? Net['cfg'] extends Given
    ? Given // known already: the short way
    : CfgProblem<Net['cfg'], Given>
  : Given extends { readonly nodes: unknown } | { readonly layers: unknown }
    ? FirstProblem<Given, ExplainFields<Net, Given>>
    : ExplainFields<Net, Given>

type ExplainFields<Net extends AnyNetwork, Given> = {
  readonly [Field in keyof Given]: Field extends 'input'
    ? ShapeProblem<Net['input'], Extract<Given[Field], Shape>, 'takes'>
    : Field extends 'output'
      ? ShapeProblem<Net['output'], Extract<Given[Field], Shape>, 'gives'>
      : Field extends 'cfg'
        ? CfgProblem<Net['cfg'], Extract<Given[Field], Cfg>>
        : Field extends 'arch'
          ? NameProblem<Net['arch'], Extract<Given[Field], Arch>>
          : Given[Field]
}

/** No field of a whole network, or of what makes one, can be pointed at: one sentence about all of it. */
type FirstProblem<Given, Explained> = Explained extends { readonly input: infer Sentence extends string }
  ? Sentence
  : Explained extends { readonly output: infer Sentence extends string }
    ? Sentence
    : Explained extends { readonly cfg: infer Sentence extends string }
      ? Sentence
      : [Given] extends [Explained]
        ? Given
        : `the network has other widths or another name`

/** `Given` itself where the network may be so, as in `Fits`. */
type Refining<Given extends Like, Explained> = Checked<
  Given,
  Verdicts[Verdict<[Given] extends [Explained] ? true : false>],
  NoInfer<Explained>
>

/** Refines any network; by its last line the compiler finds out, in a `pipe`, which network it will be. */
export interface Refinement<Net extends AnyNetwork, Given extends Like> {
  <Own extends AnyNetwork>(network: Own): E.Either<NetworkMismatch, Refined<Own, Given>>
  (network: Net): E.Either<NetworkMismatch, Refined<Net, Given>>
}

/** The network is another than the one that was asked for: all that differs. */
export interface NetworkMismatch {
  readonly _tag: 'NetworkMismatch'
  readonly differences: readonly NetworkDifference[]
}

/** A field in which a network is not as it was asked for. */
export interface NetworkDifference {
  readonly field: keyof Signature
  readonly expected: Shape | Cfg | Arch
  readonly found: Shape | Cfg | Arch
}

/**
 * One sentence for a person.
 *
 * @example
 * networkMismatchMessage({ _tag: 'NetworkMismatch', differences: [{ field: 'cfg', expected: [8, 16], found: [8, 15] }] })
 * // => "the network's cfg is [8, 15], not [8, 16]"
 */
export const networkMismatchMessage = ({ differences }: NetworkMismatch): string =>
  differences.map((difference, at) => `${at === 0 ? "the network's" : 'its'} ${difference.field}${shownDifference(difference)}`).join('; ')

/** A short list as a whole, of a long one the first entry that differs. */
const shownDifference = ({ expected, found }: NetworkDifference): string => {
  if (typeof expected === 'string' || typeof found === 'string') return ` is ${shown(found)}, not ${shown(expected)}`
  if (Math.max(expected.length, found.length) <= 8) return ` is ${shown(found)}, not ${shown(expected)}`
  if (expected.length !== found.length) return ` has ${found.length} entries, not ${expected.length}`
  const at = expected.findIndex((entry, index) => entry !== found[index])
  return `[${at}] is ${found[at]}, not ${expected[at]}`
}

const shown = (value: Shape | Cfg | Arch): string => (typeof value === 'string' ? value : `[${value.join(', ')}]`)

/**
 * The same network with more of it known to the compiler, or a `Left` that names what differs.
 *
 *     refine([8, 16, 32])                                  its cfg
 *     refine({ input: [28, 28, 1], output: [10] })         any of input, output, cfg and arch, written down
 *     refine(network)    refine(sequential(...))           all four, as another network has them, or what makes one
 *
 * What the compiler knows the network cannot be is a compile error: a cfg of another length, a width above its bound.
 *
 * @example
 * const build = sequential(input(4), linear(4, 6), relu, linear(6, 2))
 * const loaded = F.pipe(decodeNetwork(encodeNetwork(build(key(0)))), E.flatMap(refine(build)))
 * F.pipe(loaded, E.map(({ cfg }) => cfg)) // => E.right([6])
 * F.pipe(build(key(0)), cut({ groups: [{ width: 6, kept: [0, 5] }] }), E.flatMap(refine([3])), E.mapLeft(errorMessage))
 * // => E.left("the network's cfg is [2], not [3]")
 */
export const refine =
  <Net extends AnyNetwork, const Given extends Like, Explained = Explain<Net, Given>>(
    like: Refining<Given, Explained>,
  ): Refinement<Net, Given> =>
  <Own extends AnyNetwork>(network: Own): E.Either<NetworkMismatch, Refined<Own, Given>> => {
    const own = wellFormed('refine', network)
    const given = checkedArgument<Like>('refine', 'what the network is like', aLike, like)
    const wanted: Partial<Signature> = isCfg(given) ? { cfg: given } : given
    const differences = fields.flatMap((field) => {
      const [expected, found] = [wanted[field], own[field]]
      return expected === undefined || same(expected, found) ? [] : [{ field, expected, found }]
    })
    return differences.length === 0
      ? E.right(network as AnyNetwork as Refined<Own, Given>) // compared field by field
      : E.left({ _tag: 'NetworkMismatch', differences })
  }

const aLike: Kind<Like> = kind(
  'a cfg, a network or what makes one, or some of input, output, cfg and arch',
  (value) => value !== null && (typeof value === 'object' || typeof value === 'function'),
)

const fields = ['input', 'output', 'cfg', 'arch'] as const

const isCfg = (like: unknown): like is Cfg => Array.isArray(like)

const same = (expected: Shape | Cfg | Arch, found: Shape | Cfg | Arch): boolean =>
  typeof expected === 'string' || typeof found === 'string'
    ? expected === found
    : expected.length === found.length && [...expected].every((entry, at) => entry === found[at])
