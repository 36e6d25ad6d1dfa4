/**
 * The compiler's walk along the layers: one tail-recursive pass that carries what is known behind the layers that it has seen.
 *
 *     Current     the shape there; `Shape` itself where nothing is known of it
 *     Held        widths on their way into the cfg (`pending.ts`)
 *     Widths      the cfg so far
 *     Names       one name a layer
 *     TiedGiven   in a branch: whether the channels that it was given are tied there
 *
 * A layer whose type is not one description (`Spec`, a union, an array of unknown length) is not seen: behind it the shape is `Shape`, the
 * cfg `readonly number[]`, and run time decides. Run-time twin: `walk.ts`, and `coupling.ts` for the widths.
 */
import type { LayerShape, Makes, NameOf, Selects, Tagged } from '../layer/rule.js'
import type { IsSeveral } from '../shape/known.js'
import type { ChannelsOf, Shape, ShowShape } from '../shape/shape.js'
import type { Branching, Concatenate, Described, Multiply, Residual, Sum } from './branching.js'
import type { Added, After, BranchingName, Join, JoinedShape } from './joined.js'
import type { Freed, FreeOf, Given, Pending, TiesGiven, UnseenWidths } from './pending.js'

/** What the walk found: the last shape, widths and names; or the place of the first wrong layer and a sentence about it. */
export type Fold<
  Current extends Shape,
  Specs extends readonly unknown[],
  Held extends readonly unknown[] = [],
  Widths extends readonly unknown[] = [],
  Names extends readonly string[] = [],
  TiedGiven = false,
> = Specs extends readonly [infer First, ...infer Rest]
  ? IsSeveral<First> extends false
    ? First extends Branching
      ? First extends Residual<infer Body extends readonly unknown[]>
        ? BehindBody<Current, Fold<Current, Body, [Given]>> extends infer Found
          ? Found extends [infer Next extends Shape, infer Free extends readonly unknown[], infer Name extends string]
            ? Fold<Next, Rest, [], [...Widths, ...FreeOf<Held>, ...Free], [...Names, Name], TiesGiven<Held, TiedGiven>>
            : Wrong<Names, 'residual', Found>
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
                    Tied extends true ? true : TiedGiven
                  >
                : never
              : Wrong<Names, TagOf<First>, Next>
            : never
          : never
      : First extends Tagged
        ? LayerShape<First, Current> extends infer Next
          ? Next extends Shape
            ? First extends Makes
              ? First extends Selects
                ? Fold<
                    Next,
                    Rest,
                    [Pending<ChannelsOf<Next>>],
                    [...Widths, ...FreeOf<Held>],
                    [...Names, NameOf<First>],
                    TiesGiven<Held, TiedGiven>
                  >
                : Fold<Next, Rest, [Pending<ChannelsOf<Next>>], [...Widths, ...Freed<Held>], [...Names, NameOf<First>], TiedGiven>
              : Fold<Next, Rest, Held, Widths, [...Names, NameOf<First>], TiedGiven>
            : Wrong<Names, TagOf<First>, Next>
          : never
        : { at: Names['length']; problem: NotALayer<First, Names['length']> }
    : [First] extends [{ readonly _tag: string }]
      ? Fold<Shape, Rest, [], UnseenWidths, [...Names, string]>
      : { at: Names['length']; problem: NotALayer<Exclude<First, { readonly _tag: string }>, Names['length']> }
  : Specs extends readonly []
    ? { output: Current; widths: Widths; names: Names; held: Held; tiedGiven: TiedGiven }
    : Fold<Shape, Trailing<Specs>, [], UnseenWidths, readonly string[]>

type TagOf<Spec> = Spec extends { readonly _tag: infer Tag extends string } ? Tag : '?'

/** The place of a wrong layer, and a sentence about it. */
type Wrong<Names extends readonly string[], Tag extends string, Problem> = {
  at: Names['length']
  problem: number extends Names['length']
    ? `behind layers of unknown number a ${Tag} ${Problem & string}`
    : `layer ${Names['length']} (${Tag}) ${Problem & string}`
}

/** What stands where a layer should. */
type NotALayer<Given, At extends number> = Given extends readonly unknown[]
  ? `layer ${At} is a list: sequential takes its layers one by one, sequential(input, ...layers)`
  : Given extends (...given: never) => Described
    ? `layer ${At} is a function: call it, as conv2d(3, 16) is called`
    : Given extends (...given: never) => unknown
      ? `layer ${At} is a function that makes no layer; softmax is not needed: a network ends in logits`
      : Given extends { readonly nodes: unknown }
        ? `layer ${At} is a network: give its layers`
        : `layer ${At} is no layer: identity stands where one is left out`

/** The layers behind those of unknown number. */
type Trailing<Specs extends readonly unknown[], Done extends readonly unknown[] = []> = Specs extends readonly [...infer Lead, infer Last]
  ? Trailing<Lead, [Last, ...Done]>
  : Done

/**
 * Behind a residual (a sum with an empty branch, so common that it has a shorter way): the shape, the widths that its body has made free, and
 * a name in which the tied one is shown; or what is wrong.
 */
type BehindBody<Current extends Shape, Found> = Found extends {
  output: infer Output extends Shape
  widths: infer Widths extends readonly unknown[]
  names: infer Names extends readonly string[]
  held: infer Held extends readonly unknown[]
}
  ? Added<Current, Output> extends infer Next extends Shape
    ? [Next, [...Widths, ...FreeOf<Held>], `residual ${ChannelsOf<Next>} (${Join<Names, ', '>})`]
    : `maps ${ShowShape<Current>} to ${ShowShape<Output>} in its body, so it cannot be added to its input`
  : Found extends { problem: infer Problem extends string }
    ? `is wrong in its body: ${Problem}`
    : never

type BranchesOf<Spec> = Spec extends Sum<infer Branches> | Multiply<infer Branches> | Concatenate<infer Branches> ? Branches : never

/** Each branch's own walk. */
type Walks<Current extends Shape, Branches> = {
  [Index in keyof Branches]: Branches[Index] extends infer Specs extends readonly unknown[] ? Fold<Current, Specs, [Given]> : never
}
