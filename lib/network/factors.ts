/**
 * Factors of a product, for the compiler: the shape that two of them make, and which widths wait behind them. Run-time twins: `productShape`, and
 * `leading.ts` for the widths.
 */
import type { Agree } from '../layer/definition.js'
import type { ChannelsOf, Shape } from '../shape/shape.js'
import type { FreeOf, Given, HasUnseen, Pending, UnseenWidths, WithoutGiven } from './pending.js'

/** The shape of a product; undefined where the two cannot be multiplied. */
export type Multiplied<Left extends Shape, Right extends Shape> =
  HasUnseen<Left> extends true
    ? ByUnseen<Right>
    : HasUnseen<Right> extends true
      ? ByUnseen<Left>
      : Agree<ChannelsOf<Left>, ChannelsOf<Right>> extends true
        ? Left extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
          ? Right extends readonly [infer OtherHeight extends number, infer OtherWidth extends number, number]
            ? MayMeet<[Height, Width], [OtherHeight, OtherWidth]> extends true
              ? [Larger<Height, OtherHeight>, Larger<Width, OtherWidth>, Narrower<Channels, ChannelsOf<Right>>]
              : undefined
            : [Height, Width, Narrower<Channels, ChannelsOf<Right>>]
          : Right extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
            ? [Height, Width, Narrower<Channels, ChannelsOf<Left>>]
            : [Narrower<ChannelsOf<Left>, ChannelsOf<Right>>]
        : undefined

/** What may be factors, a map or a vector, times a shape of which nothing is known. */
type ByUnseen<Known extends Shape> = Known extends readonly [infer Height extends number, infer Width extends number, number]
  ? MayMeet<[Height, Width], [1, 1]> extends true
    ? Shape
    : Known
  : Shape

/** Maps of one size, or one of a single cell. */
type MayMeet<Left extends readonly number[], Right extends readonly number[]> =
  AgreeEach<Left, Right> extends true ? true : AgreeEach<Left, [1, 1]> extends true ? true : AgreeEach<Right, [1, 1]>
type AgreeEach<Left extends readonly number[], Right extends readonly number[]> =
  Agree<Left[0], Right[0]> extends true ? Agree<Left[1], Right[1]> : false

/** The larger of two sizes that are the same, or one of them 1. */
type Larger<One extends number, Other extends number> = number extends One
  ? Other extends 1
    ? number
    : Other
  : One extends 1
    ? Other
    : number extends Other
      ? One
      : Other extends 1
        ? One
        : Other
/** The one of which more is known, of two numbers of channels that are the same. */
type Narrower<One extends number, Other extends number> = number extends One ? Other : One

/**
 * The widths behind the factors, in forward order, without those of channels that follow others: the branch leads that hands on what it was
 * given, else the first. 'apart' where a branch does not follow.
 */
export type Led<Found extends readonly unknown[]> =
  HandsOn<Found> extends true
    ? Behind<Found, Given>
    : Found extends readonly [infer First, ...infer Rest]
      ? First extends { widths: infer Widths extends readonly unknown[]; held: infer Held extends readonly unknown[] }
        ? HasUnseen<Widths> extends true
          ? UnseenWidths
          : Behind<Rest, never, [...Widths, ...WithoutGiven<Held>]>
        : never
      : never

type HandsOn<Found extends readonly unknown[]> = Found extends readonly [infer First, ...infer Rest]
  ? First extends { held: infer Held extends readonly unknown[] }
    ? Waiting<Held> extends readonly [Given]
      ? true
      : HandsOn<Rest>
    : never
  : false

type Behind<Found extends readonly unknown[], Leader, Done extends readonly unknown[] = []> = Found extends readonly [
  infer First,
  ...infer Rest,
]
  ? First extends {
      output: infer Output extends Shape
      widths: infer Widths extends readonly unknown[]
      held: infer Held extends readonly unknown[]
    }
    ? HasUnseen<Widths> extends true
      ? UnseenWidths
      : Follows<Waiting<Held>, Leader, ChannelsOf<Output>> extends true
        ? Behind<Rest, Leader, [...Done, ...Widths, ...FreeOf<Held>]>
        : 'apart'
    : never
  : Done

/** Whether all that waits at a branch's end is what leads itself, or the channels of one layer. */
type Follows<Waits extends readonly unknown[], Leader, Channels extends number> = Waits extends readonly [infer Only]
  ? Only extends Leader
    ? true
    : Only extends Pending<infer Width>
      ? Agree<Width, Channels>
      : false
  : false

/** What is held without the widths that are free already. */
type Waiting<Held extends readonly unknown[], Waits extends readonly unknown[] = []> = Held extends readonly [infer First, ...infer Rest]
  ? Waiting<Rest, First extends Given | Pending<unknown> ? [...Waits, First] : Waits>
  : Waits
