/**
 * The compiler's walk along the layers: one tail-recursive pass that carries the shape, the widths pruning may change, and the names.
 *
 * A width is *pending* from the layer that makes it until the next layer that reads all channels: there it becomes free. A sum met before
 * that ties it, as does a layer that selects channels by position; the network's end makes it the output: in these cases it never enters
 * the cfg. What a concatenation sets side by side stays pending.
 *
 * `Held` is the end of the cfg from the first pending width on, in forward order: a pending width is [width], one that is free already
 * (made inside a branch of a concatenation) is the width. In a branch it starts as ['input']: the channels that the branch was given.
 * Run-time twin: `coupling.ts`.
 */
import type { LayerShape, NameOf, Selects, WidthMadeBy } from '../layer/rule.js'
import type { Add } from '../shape/natural.js'
import type { ChannelsOf, Shape, ShowShape } from '../shape/shape.js'
import type { Branching, Concatenate, Residual, Sum } from './branching.js'

type TagOf<Spec> = Spec extends { readonly _tag: infer Tag extends string } ? Tag : '?'

/** What the walk found: the last shape, widths and names; or the place of the first wrong layer and a sentence about it. */
export type Fold<
  Current extends Shape,
  Specs extends readonly unknown[],
  Held extends readonly unknown[] = [],
  Widths extends readonly unknown[] = [],
  Names extends readonly string[] = [],
  InputTied = false,
> = Specs extends readonly [infer First, ...infer Rest]
  ? First extends Branching
    ? First extends Residual<infer Body extends readonly unknown[]>
      ? Added<Current, Fold<Current, Body, ['input']>> extends infer Found
        ? Found extends [infer Made extends readonly unknown[], infer Name extends string]
          ? Fold<Current, Rest, [], [...Widths, ...Tied<Held>, ...Made], [...Names, Name], HoldsInput<Held, InputTied>>
          : { at: Names['length']; problem: `layer ${Names['length']} (residual) ${Found & string}` }
        : never
      : Walks<Current, BranchesOf<First>> extends infer Found extends readonly unknown[]
        ? JoinedShape<TagOf<First>, Found> extends infer Next
          ? Next extends Shape
            ? After<TagOf<First>, Found, Held> extends {
                free: infer Free extends readonly unknown[]
                held: infer NowHeld extends readonly unknown[]
                tied: infer Tied
              }
              ? Fold<
                  Next,
                  Rest,
                  NowHeld,
                  [...Widths, ...Free],
                  [...Names, BranchingName<TagOf<First>, Next, Found>],
                  Tied extends true ? true : InputTied
                >
              : never
            : { at: Names['length']; problem: `layer ${Names['length']} (${TagOf<First>}) ${Next & string}` }
          : never
        : never
    : LayerShape<First, Current> extends infer Next
      ? Next extends string
        ? { at: Names['length']; problem: `layer ${Names['length']} (${TagOf<First>}) ${Next}` }
        : Next extends Shape
          ? WidthMadeBy<First> extends [infer Made]
            ? First extends Selects
              ? Fold<Next, Rest, [[Made]], [...Widths, ...Tied<Held>], [...Names, NameOf<First>], HoldsInput<Held, InputTied>>
              : Fold<Next, Rest, [[Made]], [...Widths, ...Read<Held>], [...Names, NameOf<First>], InputTied>
            : Fold<Next, Rest, Held, Widths, [...Names, NameOf<First>], InputTied>
          : never
      : never
  : { output: Current; widths: Widths; names: Names; held: Held; inputTied: InputTied }

/** A whole network's cfg: what is still pending at its end is its output. */
export type WidthsOf<Walk> = Walk extends { widths: infer Widths extends readonly unknown[]; held: infer Held extends readonly unknown[] }
  ? Held extends readonly [readonly [unknown]] | readonly []
    ? Widths
    : [...Widths, ...Tied<Held>]
  : never

/** The widths in `Held` once a layer has read all channels: the pending ones are free. */
type Read<Held extends readonly unknown[], Done extends readonly unknown[] = []> = Held extends readonly [infer First, ...infer Rest]
  ? Read<Rest, First extends 'input' ? Done : First extends readonly [infer Width] ? [...Done, Width] : [...Done, First]>
  : Done

/** The widths in `Held` once the pending ones are tied: those that were free before. */
type Tied<Held extends readonly unknown[], Done extends readonly unknown[] = []> = Held extends readonly [infer First, ...infer Rest]
  ? Tied<Rest, First extends 'input' | readonly [unknown] ? Done : [...Done, First]>
  : Done

type HoldsInput<Held extends readonly unknown[], Otherwise> = 'input' extends Held[number] ? true : Otherwise

// residuals: sums with an empty branch, so common that they have a shorter way

/** What the walk of a body adds to the input: the widths that are free now, and a name in which the tied one is shown; or what is wrong. */
type Added<Current extends Shape, Found> = Found extends {
  output: infer Output extends Shape
  widths: infer Widths extends readonly unknown[]
  names: infer Names extends readonly string[]
  held: infer Held extends readonly unknown[]
}
  ? Output extends Current
    ? [[...Widths, ...Tied<Held>], `residual ${ChannelsOf<Current>} (${Join<Names, ', '>})`]
    : `maps ${ShowShape<Current>} to ${ShowShape<Output>} in its body, so it cannot be added to its input`
  : Found extends { problem: infer Problem extends string }
    ? `is wrong in its body: ${Problem}`
    : never

// branches

type BranchesOf<Spec> = Spec extends Sum<infer Branches> | Concatenate<infer Branches> ? Branches : never

/** Each branch's own walk. */
type Walks<Current extends Shape, Branches> = {
  [Index in keyof Branches]: Branches[Index] extends infer Specs extends readonly unknown[] ? Fold<Current, Specs, ['input']> : never
}

/** The shape that the branches' outputs make together, or what is wrong. */
type JoinedShape<Tag, Found extends readonly unknown[]> = Found extends readonly [infer First, ...infer Rest]
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
    ? Tag extends 'concatenate'
      ? Beside<Joined, Output> extends infer Wider extends Shape
        ? JoinRest<Tag, First, Rest, Wider, [...Passed, 'one']>
        : `cannot set ${ShowShape<Output>} of branch ${Passed['length']} beside ${ShowShape<First>} of branch 0`
      : Output extends First
        ? JoinRest<Tag, First, Rest, Joined, [...Passed, 'one']>
        : `cannot add ${ShowShape<Output>} of branch ${Passed['length']} to ${ShowShape<First>} of branch 0`
    : BranchProblem<Next, Passed['length']>
  : Joined

type BranchProblem<Walk, Branch extends number> = Walk extends { problem: infer Problem extends string }
  ? `is wrong in branch ${Branch}: ${Problem}`
  : never

type Beside<Left extends Shape, Right extends Shape> = Left extends readonly [...infer Map extends Shape, infer First extends number]
  ? Right extends readonly [...Map, infer Second extends number]
    ? [...Map, Add<First, Second>]
    : undefined
  : undefined

/** What becomes of the pending widths: those of the input, then those that the branches made, in forward order. */
type After<Tag, Found extends readonly unknown[], Held extends readonly unknown[]> =
  Carried<Found> extends infer Fate
    ? Fate extends 'tied'
      ? JoinedWidths<Tag, Found, Tied<Held>, [], HoldsInput<Held, false>>
      : Fate extends 'read'
        ? JoinedWidths<Tag, Found, Read<Held>, [], false>
        : Tag extends 'concatenate'
          ? JoinedWidths<Tag, Found, [], Held, false>
          : JoinedWidths<Tag, Found, Tied<Held>, [], HoldsInput<Held, false>>
    : never

/** Whether the branches' input was tied inside one of them, is carried to the end of one, or was read by all. */
type Carried<Found extends readonly unknown[], Fate = 'read'> = Found extends readonly [infer First, ...infer Rest]
  ? First extends { held: infer Held extends readonly unknown[]; inputTied: infer IsTied }
    ? IsTied extends true
      ? 'tied'
      : Carried<Rest, 'input' extends Held[number] ? 'carried' : Fate>
    : never
  : Fate

type JoinedWidths<
  Tag,
  Found extends readonly unknown[],
  Free extends readonly unknown[],
  Held extends readonly unknown[],
  IsTied,
> = Found extends readonly [infer First, ...infer Rest]
  ? First extends { widths: infer Widths extends readonly unknown[]; held: infer Pending extends readonly unknown[] }
    ? Tag extends 'concatenate'
      ? JoinedWidths<Tag, Rest, Free, [...Held, ...Widths, ...WithoutInput<Pending>], IsTied>
      : JoinedWidths<Tag, Rest, [...Free, ...Widths, ...Tied<Pending>], Held, IsTied>
    : never
  : { free: Free; held: Held; tied: IsTied }

type WithoutInput<Held extends readonly unknown[]> = Held extends readonly ['input', ...infer Rest] ? Rest : Held

// names

/** "sum 32 (conv2d 1x1/2 | conv2d 3x3/2)", "concatenate (identity | conv2d)": a tied width is shown. */
type BranchingName<
  Tag,
  Output extends Shape,
  Found extends readonly unknown[],
> = `${Tag extends 'sum' ? `sum ${ChannelsOf<Output>}` : 'concatenate'} (${JoinBranches<Found>})`

type JoinBranches<Found extends readonly unknown[], Done extends readonly string[] = []> = Found extends readonly [
  { names: infer Names extends readonly string[] },
  ...infer Rest,
]
  ? JoinBranches<Rest, [...Done, Names extends readonly [] ? 'identity' : Join<Names, ', '>]>
  : Join<Done, ' | '>

type Join<Names extends readonly string[], Between extends string, Done extends string = ''> = Names extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? Join<Rest, Between, Done extends '' ? First : `${Done}${Between}${First}`>
  : Done

/** The arguments themselves, or with the wrong one replaced by the sentence about it. */
export type CheckedSpecs<Specs extends readonly unknown[], Walk> = Walk extends { at: infer At extends number; problem: infer Problem }
  ? { [Index in keyof Specs]: Index extends `${At}` ? Problem : Specs[Index] }
  : Specs
