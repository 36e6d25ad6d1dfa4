/** The arguments of `sequential`, each wrong one replaced by the sentence about it; and the network that right ones make. */
import type { Verdict, Verdicts } from '../shape/checked.js'
import type { Cfg } from '../shape/atMost.js'
import type { Shape } from '../shape/shape.js'
import type { Fold } from './fold.js'
import type { Network } from './network.js'
import type { HasUnseen, WidthsOf } from './pending.js'

/** The arguments themselves, or with the wrong one replaced by the sentence about it. A generic function's layers pass (`checked.ts`). */
export type CheckedSpecs<In extends Shape, Specs extends readonly unknown[]> = unknown extends Verdicts[Verdict<Fits<Fold<In, Specs>>>]
  ? Specs
  : WithSentence<Specs, Fold<In, Specs>>

/** Asked this way round, as the compiler tries a wildcard for the walk of a generic function's layers, which extends everything. */
type Fits<Walk> = [Walk] extends [{ output: unknown }] ? true : false

type WithSentence<Specs extends readonly unknown[], Walk> = Walk extends { at: infer At extends number; problem: infer Problem }
  ? {
      [Index in keyof Specs]: number extends At
        ? number extends Index
          ? Problem
          : Specs[Index]
        : Index extends `${At}`
          ? Problem
          : Specs[Index]
    }
  : Specs

/** The network that layers make of an input; of layers that do not fit, which have their sentence, one of which nothing more is said. */
export type NetworkOf<In extends Shape, Specs extends readonly unknown[]> =
  Fold<In, Specs> extends infer Walk
    ? Walk extends { output: infer Out extends Shape; names: infer Names extends readonly string[] }
      ? WidthsOf<Walk> extends infer Widths extends Cfg
        ? Network<In, Out, Widths, HasUnseen<Names> extends true ? readonly string[] : Names>
        : never
      : Network<In, Shape, readonly number[], readonly string[]>
    : never
