/**
 * Where branches meet, for the compiler: the shape that they make together, what becomes of the widths that wait, and the name.
 * `Found` is the list of their walks. Run-time twins: `joinedShape` and `branchingName` in `walk.ts`, `coupling.ts` for the widths.
 */
import type { Agree } from '../layer/definition.js'
import type { Add } from '../shape/natural.js'
import type { ChannelsOf, Shape, ShowShape } from '../shape/shape.js'
import type { Led, Multiplied } from './factors.js'
import type { FreeOf, Freed, Given, HasUnseen, TiesGiven, UnseenWidths, WithoutGiven } from './pending.js'

/** The shape that the branches' outputs make together, or what is wrong. */
export type JoinedShape<Tag, Found extends readonly unknown[]> = Found extends readonly [infer First, ...infer Rest]
  ? First extends { output: infer Output extends Shape }
    ? JoinRest<Tag, Output, Rest, Output, ['one']>
    : BranchProblem<First, 0>
  : never

type JoinRest<
  Tag,
  First extends Shape,
  Found extends readonly unknown[],
  Joined extends Shape,
  Passed extends readonly unknown[],
> = Found extends readonly [infer Next, ...infer Rest]
  ? Next extends { output: infer Output extends Shape }
    ? (
        Tag extends 'sum'
          ? Added<Joined, Output>
          : Tag extends 'multiply'
            ? Multiplied<Joined, Output>
            : Beside<Joined, Output>
      ) extends infer Together
      ? Together extends Shape
        ? JoinRest<Tag, First, Rest, Together, [...Passed, 'one']>
        : Tag extends 'sum'
          ? `cannot add ${ShowShape<Output>} of branch ${Passed['length']} to ${ShowShape<First>} of branch 0`
          : Tag extends 'multiply'
            ? `cannot multiply ${ShowShape<Joined>} by ${ShowShape<Output>} of branch ${Passed['length']}`
            : `cannot set ${ShowShape<Output>} of branch ${Passed['length']} beside ${ShowShape<First>} of branch 0`
      : never
    : BranchProblem<Next, Passed['length']>
  : Joined

type BranchProblem<Walk, Branch extends number> = Walk extends { problem: infer Problem extends string }
  ? `is wrong in branch ${Branch}: ${Problem}`
  : never

/** Two shapes that must be equal: all that is known of them together; undefined where they cannot be equal. */
export type Added<Left extends Shape, Right extends Shape> = Right extends Left ? Right : Left extends Right ? Left : AddedAxes<Left, Right>

type AddedAxes<Left extends Shape, Right extends Shape, Done extends Shape = []> = Left extends readonly [
  infer First extends number,
  ...infer LeftRest extends Shape,
]
  ? Right extends readonly [infer Second extends number, ...infer RightRest extends Shape]
    ? Agree<First, Second> extends true
      ? AddedAxes<LeftRest, RightRest, [...Done, number extends First ? Second : First]>
      : undefined
    : undefined
  : Right extends readonly []
    ? Done
    : undefined

/** Two maps of one size, or two vectors, side by side. */
type Beside<Left extends Shape, Right extends Shape> = Left extends readonly [...infer LeftMap extends Shape, infer First extends number]
  ? Right extends readonly [...infer RightMap extends Shape, infer Second extends number]
    ? Added<LeftMap, RightMap> extends infer Map extends Shape
      ? [...Map, Add<First, Second>]
      : undefined
    : HasUnseen<Right> extends true
      ? [...LeftMap, number]
      : undefined
  : HasUnseen<Left> extends true
    ? Right extends readonly [...infer RightMap extends Shape, number]
      ? [...RightMap, number]
      : Shape
    : undefined

/** What is free and what waits behind the branches: the input's widths first, then those that the branches made, in forward order. */
export type After<Tag, Found extends readonly unknown[], Held extends readonly unknown[]> = Tag extends 'multiply'
  ? AfterFactors<Led<Found>, Found, Held>
  : AfterEach<Tag, Found, Held>

/** Behind factors of which all follow one, its widths wait on; where one does not follow, they are tied, as those of a sum. */
type AfterFactors<Lead, Found extends readonly unknown[], Held extends readonly unknown[]> = Lead extends readonly unknown[]
  ? HasUnseen<Lead> extends true
    ? { free: UnseenWidths; held: []; tied: false }
    : FateOfGiven<Found> extends infer Fate
      ? Fate extends 'read'
        ? { free: Freed<Held>; held: Lead; tied: false }
        : Fate extends 'carried'
          ? { free: []; held: [...Held, ...Lead]; tied: false }
          : { free: FreeOf<Held>; held: Lead; tied: TiesGiven<Held, false> }
      : never
  : AfterEach<'sum', Found, Held>

type AfterEach<Tag, Found extends readonly unknown[], Held extends readonly unknown[]> =
  FateOfGiven<Found> extends infer Fate
    ? Fate extends 'read'
      ? JoinedWidths<Tag, Found, Freed<Held>, [], false>
      : `${Fate & string} ${Tag & string}` extends 'carried concatenate'
        ? JoinedWidths<Tag, Found, [], Held, false>
        : JoinedWidths<Tag, Found, FreeOf<Held>, [], TiesGiven<Held, false>>
    : never

/** What the branches do to their input: 'tied' inside one of them, 'carried' to the end of one, or 'read' by all. */
type FateOfGiven<Found extends readonly unknown[], Fate = 'read'> = Found extends readonly [infer First, ...infer Rest]
  ? First extends { held: infer Held extends readonly unknown[]; tiedGiven: infer IsTied }
    ? IsTied extends true
      ? 'tied'
      : FateOfGiven<Rest, Given extends Held[number] ? 'carried' : Fate>
    : never
  : Fate

type JoinedWidths<
  Tag,
  Found extends readonly unknown[],
  Free extends readonly unknown[],
  Held extends readonly unknown[],
  IsTied,
> = Found extends readonly [infer First, ...infer Rest]
  ? First extends { widths: infer Widths extends readonly unknown[]; held: infer Waiting extends readonly unknown[] }
    ? HasUnseen<Widths> extends true
      ? { free: UnseenWidths; held: []; tied: false }
      : Tag extends 'concatenate'
        ? JoinedWidths<Tag, Rest, Free, [...Held, ...Widths, ...WithoutGiven<Waiting>], IsTied>
        : JoinedWidths<Tag, Rest, [...Free, ...Widths, ...FreeOf<Waiting>], Held, IsTied>
    : never
  : { free: Free; held: Held; tied: IsTied }

/** "sum 32 (conv2d 1x1/2 | conv2d 3x3/2)", "concatenate (identity | conv2d)": a tied width is shown. */
export type BranchingName<
  Tag,
  Output extends Shape,
  Found extends readonly unknown[],
> = `${Tag extends 'sum' ? `sum ${ChannelsOf<Output>}` : Tag & string} (${JoinBranches<Found>})`

type JoinBranches<Found extends readonly unknown[], Done extends readonly string[] = []> = Found extends readonly [
  { names: infer Names extends readonly string[] },
  ...infer Rest,
]
  ? JoinBranches<Rest, [...Done, Names extends readonly [] ? 'identity' : Join<Names, ', '>]>
  : Join<Done, ' | '>

/** The names with something between them; of an unknown number of names no more than that it is text. */
export type Join<Names extends readonly string[], Between extends string, Done extends string = ''> = Names extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? Join<Rest, Between, Done extends '' ? First : `${Done}${Between}${First}`>
  : Names extends readonly []
    ? Done
    : string
