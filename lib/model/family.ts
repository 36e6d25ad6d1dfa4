/**
 * What families have in common: a depth has a default cfg, the user's own cfg may narrow it, and the family's name goes on the network.
 */
import { either as E, function as F } from 'fp-ts'
import type { Spec } from '../network/branching.js'
import { awaitingKey, type Initialize } from '../network/initialize.js'
import type { AnyNetwork } from '../network/network.js'
import { sequentialFrom } from '../network/sequential.js'
import type { Cfg } from '../shape/atMost.js'
import type { Checked, Verdict, Verdicts } from '../shape/checked.js'
import { type Fits, fitsProblem, type PlainCfg } from '../shape/fits.js'
import { isFinite32, isPositive32 } from '../shape/float32.js'
import { invariant } from '../shape/invariant.js'
import type { FitsIn, Remainder, Subtract } from '../shape/natural.js'
import type { MapShape, Shape, ShowShape } from '../shape/shape.js'
import type { Key } from '../random/key.js'
import { aCount } from '../shape/count.js'
import { aNumber, type Kind, kind, type Kinds, listOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'

/** A depth, or the sentence about one that the family has not: `Blocks` times n, and `Rest`. The depths in the table are known to be right. */
export type FamilyDepth<Depth extends number, Table, Blocks extends number, Rest extends number> = Checked<
  Depth,
  Verdicts[Verdict<IsDepth<Depth, Table, Blocks, Rest>>],
  `depth is ${Depth}, not ${Blocks}n + ${Rest}`
>

type IsDepth<Depth extends number, Table, Blocks extends number, Rest extends number> = number extends Depth
  ? true
  : Depth extends keyof Table
    ? true
    : FitsIn<Rest, Depth> extends true
      ? Remainder<Subtract<Depth, Rest>, Blocks> extends 0
        ? true
        : false
      : false

/** ResNet-1202 is the deepest of the papers' networks; beyond this lie mistakes that would take all memory. */
const deepest = 10_000

/** Run-time twin of `FamilyDepth`: the n of a depth. */
export const blocksOf = (name: string, depth: number, blocks: number, rest: number): number =>
  depth > deepest
    ? invariant(`${name}: depth is ${depth}, more than ${deepest}`)
    : depth > rest && (depth - rest) % blocks === 0
      ? (depth - rest) / blocks
      : invariant(`${name}: depth is ${depth}, not ${blocks}n + ${rest}`)

/** A width multiplier; a number that is none is a mistake of the caller. */
export const multiplierOf = (name: string, width: number): number =>
  isPositive32(width) ? width : invariant(`${name}: the width is ${width}, not a positive number of float32 (2^-126 or more)`)

/** The default cfg of a depth (or width multiplier) as far as it is written down; of others only run time knows it. */
export type DefaultCfg<Depth extends number, Table> = Depth extends keyof Table ? Table[Depth] : readonly number[]

/** The cfg option: the user's own widths, none wider than the default ones, or the sentence about one (see `Fits`). */
export type OwnCfg<Default extends Cfg, Own extends Cfg, Explained> = Checked<
  Own,
  Verdicts[Verdict<IsOwn<Default, Own, Explained>>],
  Fits<Default, Own, Explained>
>

/** Whether they are as many as the default ones and each fits; of lists whose length is not known, run time decides. */
type IsOwn<Default extends Cfg, Own extends Cfg, Explained> = number extends Default['length'] | Own['length']
  ? true
  : [Own['length'], Default['length'], Own] extends [Default['length'], Own['length'], Explained]
    ? true
    : false

/** The cfg of the network: the default one unless there is an own one. */
export type ChosenCfg<Default extends Cfg, Own extends Cfg> = [Own] extends [never] ? Default : PlainCfg<Own>

/** Run-time twin of `ChosenCfg` and `OwnCfg`. */
export const chosenCfg = <Entry extends number | 'M'>(
  name: string,
  standard: readonly Entry[],
  own: readonly Entry[] | undefined,
): readonly Entry[] => {
  const problem = own && fitsProblem(standard, own)
  return problem === undefined ? (own ?? standard) : invariant(`${name}: ${problem}`)
}

/** A map with `Least` cells a side or more, or the sentence about a smaller one; `Says` is what divides it. */
export type Halved<In extends MapShape, Least extends number, Says extends string> = Checked<
  In,
  Verdicts[Verdict<Reaches<In[0], Least> extends false ? false : Reaches<In[1], Least>>],
  `${Says}, which leaves nothing of ${ShowShape<In>}`
>

/** Whether a side is long enough; of `number`, and of one of several, run time decides. */
type Reaches<Size extends number, Least extends number> = number extends Size ? true : FitsIn<Least, Size>

/** What every family is told, as run time sees it: the options' types hold sentences where one is wrong, and the compiler has seen that none is. */
export interface Given<Depth extends number | undefined = number> {
  readonly depth: Depth
  readonly classes: number
  readonly input?: MapShape
}

const numbers = listOf('numbers', aNumber)

/** A map's sizes, or as many widths, which are for others to judge. */
export const threeNumbers = <A>(): Kind<A> => kind('a list of three numbers', (value) => numbers.is(value) && value.length === 3)

/** A map's sizes, each of which is named where it is none. */
export const aMapShape: Kind<MapShape> = { ...threeNumbers<MapShape>(), members: { 0: aCount, 1: aCount, 2: aCount } }

/** What the options of every family hold. */
export const familyKinds = {
  classes: aCount,
  input: optional(aMapShape),
  cfg: optional(numbers),
  initialScale: optional(kind<number>('finite in float32', (value) => typeof value === 'number' && isFinite32(value))),
}

/** And of those whose depth must be told. */
export const deepFamilyKinds = { ...familyKinds, depth: aNumber }

/**
 * What options without a key give. The condition always holds, and is there to be met late: where a function's result is a function in every case, the
 * compiler puts off a call of it that is another call's argument, and `narrowNetwork(convnet(options, key), ...)` would not know its network.
 */
export type Waiting<Classes extends number, Net extends AnyNetwork> = [Classes] extends [number] ? Initialize<Net> : never

/** What a constructor has put together. */
export interface Family {
  readonly arch: string
  readonly input: Shape
  readonly layers: readonly Spec[]
  /** of a VGG, whose poolings are in it; of others it follows from the layers */
  readonly cfg?: Cfg
}

/**
 * A family's function, from what its options make. Options alone give the layers, which wait for their key; options and a key the network. `Call` says
 * the same in types. What the compiler could not check (widths known only as `number`, plain JavaScript) throws.
 *
 * @example
 * const tiny: (options: { readonly classes: number }, key: Key) => AnyNetwork = family('tiny', { classes: aCount }, ({ classes }) => ({
 *   arch: 'tiny',
 *   input: [2],
 *   layers: [linear(2, 3), relu, linear(3, classes)],
 * }))
 * tiny({ classes: 2 }, key(0)).cfg // => [3]
 */
export const family = <Options extends object, Call>(name: string, kinds: Kinds<Options>, made: (options: Options) => Family): Call => {
  const call = (options: Options, ...keys: readonly [] | readonly [Key]): AnyNetwork | Initialize => {
    const layers = awaiting(name, made(checkedOptions(name, kinds, options)))
    return keys.length === 0 ? layers : layers(keys[0])
  }
  // the options' types hold sentences where an option is wrong, which the compiler has seen that none is
  return call as unknown as Call
}

const awaiting = (name: string, { arch, input, layers, cfg }: Family): Initialize =>
  F.pipe(
    sequentialFrom(input, layers),
    E.map((initialize) => awaitingKey({ input, output: initialize.output, cfg: cfg ?? initialize.cfg, arch }, layers, name)),
    E.getOrElseW((error) => invariant(`${arch}: ${error.problem}`)),
  )
