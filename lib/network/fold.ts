/**
 * The compiler's walk along the layers: one tail-recursive pass that carries the shape, the widths pruning may change, and the names.
 *
 * A width is *pending* from the layer that makes it until the next layer that reads all channels: there it becomes free and enters the
 * cfg. A residual sum met before that ties it, and the network's end makes it the output: in both cases it never enters.
 * Run-time twin: `coupling.ts`.
 */
import type { LayerShape, NameOf, WidthMadeBy } from '../layer/rule.js'
import type { Shape, ShowShape } from '../shape/shape.js'
import type { Residual } from './residual.js'

type TagOf<Spec> = Spec extends { readonly _tag: infer Tag extends string } ? Tag : '?'

/** What the walk found: the last shape, widths and names; or the place of the first wrong layer and a sentence about it. */
export type Fold<
  Current extends Shape,
  Specs extends readonly unknown[],
  Pending extends readonly unknown[] = [],
  Widths extends readonly unknown[] = [],
  Names extends readonly string[] = [],
> = Specs extends readonly [infer First, ...infer Rest]
  ? StepShape<First, Current> extends infer Next
    ? Next extends string
      ? { at: Names['length']; problem: `layer ${Names['length']} (${TagOf<First>}) ${Next}` }
      : Next extends Shape
        ? First extends Residual<infer Body>
          ? Fold<Next, Rest, [], [...Widths, ...WidthsOf<Fold<Current, Body>>], [...Names, ResidualName<Current, Fold<Current, Body>>]>
          : WidthMadeBy<First> extends [infer Made]
            ? Fold<Next, Rest, [Made], [...Widths, ...Pending], [...Names, NameOf<First>]>
            : Fold<Next, Rest, Pending, Widths, [...Names, NameOf<First>]>
        : never
    : never
  : { output: Current; widths: Widths; names: Names }

type StepShape<Spec, Current extends Shape> =
  Spec extends Residual<infer Body>
    ? Fold<Current, Body> extends infer Walk
      ? Walk extends { output: infer Output extends Shape }
        ? Output extends Current
          ? Current
          : `maps ${ShowShape<Current>} to ${ShowShape<Output>} in its body, so it cannot be added to its input`
        : Walk extends { problem: infer Problem extends string }
          ? `is wrong in its body: ${Problem}`
          : never
      : never
    : LayerShape<Spec, Current>

type WidthsOf<Walk> = Walk extends { widths: infer Widths extends readonly unknown[] } ? Widths : []

type ResidualName<Current extends Shape, Walk> = Walk extends { names: infer Names extends readonly string[] }
  ? `residual ${Last<Current>} (${Join<Names>})`
  : never
type Last<Given extends Shape> = Given extends readonly [...number[], infer Channels extends number] ? Channels : number
type Join<Names extends readonly string[], Done extends string = ''> = Names extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? Join<Rest, Done extends '' ? First : `${Done}, ${First}`>
  : Done

/** The arguments themselves, or with the wrong one replaced by the sentence about it. */
export type CheckedSpecs<Specs extends readonly unknown[], Walk> = Walk extends { at: infer At extends number; problem: infer Problem }
  ? { [Index in keyof Specs]: Index extends `${At}` ? Problem : Specs[Index] }
  : Specs
