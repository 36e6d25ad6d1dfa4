/** What max-pool and average pool share: windows, the shape rule for the compiler and for run time. */
import { either as E } from 'fp-ts'
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import type { Known } from '../shape/known.js'
import type { FitsIn, FloorDivide, Lesser } from '../shape/natural.js'
import { type Horizontal, horizontal, type PerAxis, shownPerAxis, type Vertical, vertical } from '../shape/perAxis.js'
import { channelsOf, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { type CeilWindowCount, ceilWindowCount, windowCount } from '../shape/window.js'
import { isMap, type IsUnseen, type NonEmpty, nonEmpty } from './definition.js'
import { type CountPerAxis, countsProblem } from './kernel.js'
import type { IsSeen, Shown } from './kernelName.js'
import type { Windowed } from './windowed.js'

/** A window, how far it moves, and how many cells it may reach beyond each edge of the map: each a number for both axes or two. */
export interface Pool {
  readonly size: PerAxis
  readonly stride: PerAxis
  readonly padding: PerAxis
  /** whether the last window may reach beyond them (absent: it is dropped then) */
  readonly ceilMode?: boolean | undefined
}

/**
 * A pool whose last window may reach beyond the map, as far as the compiler knows. Others say nothing of it.
 */
export type Ceiled<Spec, CeilMode extends boolean> = Omit<Spec, 'ceilMode'> &
  (false extends CeilMode ? { readonly ceilMode?: CeilMode } : { readonly ceilMode: CeilMode })

/** What a `Ceiled` pool says of itself, its padding apart. */
export interface CeiledFields<Size extends PerAxis, Stride extends PerAxis, CeilMode extends boolean> {
  readonly size: Size
  readonly stride: Stride
  readonly ceilMode?: CeilMode
}

/**
 * The layer, by what it was told of `ceilMode`, which a function may be generic in.
 */
export type WithCeilMode<Spec, CeilMode extends boolean> = [CeilMode] extends [false] ? Spec : Ceiled<Spec, CeilMode>

/** [height, width, channels] to [height', width', channels], or what is wrong. */
export type PoolShape<
  Input extends Shape,
  Size extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  CeilMode extends boolean,
> =
  PoolProblem<Size, Stride, Padding> extends infer Problem extends string
    ? Problem
    : Input extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
      ? [CeilMode] extends [false]
        ? Windowed<Input, Height, Width, Channels, Size, Stride, Padding, 1>
        : CeilWindowed<Input, Height, Width, Channels, Size, Stride, Padding, CeilMode>
      : IsUnseen<Input> extends true
        ? [number, number, number]
        : `expects [height,width,channels] but receives ${ShowShape<Input>}`

type CeilWindowed<
  Input extends Shape,
  Height extends number,
  Width extends number,
  Channels extends number,
  Size extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  CeilMode extends boolean,
> = [CeilMode] extends [true]
  ? NonEmpty<
      Input,
      [
        CeilWindowCount<Height, Vertical<Size>, Vertical<Stride>, Vertical<Padding>>,
        CeilWindowCount<Width, Horizontal<Size>, Horizontal<Stride>, Horizontal<Padding>>,
        Channels,
      ]
    >
  : [number, number, Channels]

/** Run-time twin of `PoolShape`. */
export const poolShape = ({ size, stride, padding, ceilMode = false }: Pool, input: Shape): E.Either<string, Shape> => {
  if (!isMap(input)) return E.left(`expects [height,width,channels] but receives ${showShape(input)}`)
  const count = ceilMode ? ceilWindowCount : windowCount
  const along = (length: number, axis: (given: PerAxis) => number): number => count(length, axis(size), axis(stride), axis(padding))
  return nonEmpty(input, [along(input[0], vertical), along(input[1], horizontal), channelsOf(input)])
}

/**
 * "2" for windows side by side, "3/2" for windows of 3 moved by 2, "3/2 pad 1" where they are padded, "3/2 ceil" where the last may reach beyond the map,
 * "4x1" for what is no square: how a pool shows in a network's type.
 */
export type PoolName<Size extends PerAxis, Stride extends PerAxis, Padding extends PerAxis, CeilMode extends boolean> = [CeilMode] extends [
  false,
]
  ? WindowName<Size, Stride, Padding>
  : [CeilMode] extends [true]
    ? `${WindowName<Size, Stride, Padding>} ceil`
    : string

type WindowName<Size extends PerAxis, Stride extends PerAxis, Padding extends PerAxis> = [Size, Stride, Padding] extends [
  infer Side extends number,
  infer Step extends number,
  infer Cells extends number,
]
  ? number extends Known<Side> | Known<Step> | Known<Cells>
    ? string
    : `${Side}${Step extends Side ? '' : `/${Step}`}${Cells extends 0 ? '' : ` pad ${Cells}`}`
  : IsSeen<Size> | IsSeen<Stride> | IsSeen<Padding> extends true
    ? `${Shown<Size>}${Shown<Stride> extends Shown<Size> ? '' : `/${Shown<Stride>}`}${Padding extends 0 ? '' : ` pad ${Shown<Padding>}`}`
    : string

/** Run-time twin of `PoolName`. */
export const poolName = ({ size, stride, padding, ceilMode = false }: Pool): string => {
  const [window, step] = [shownPerAxis(size), shownPerAxis(stride)]
  const cells = padding === 0 ? '' : ` pad ${shownPerAxis(padding)}`
  return `${window}${step === window ? '' : `/${step}`}${cells}${ceilMode ? ' ceil' : ''}`
}

/** The cells of a window. */
export const cellsOf = ({ size }: Pick<Pool, 'size'>): number => vertical(size) * horizontal(size)

/** `Padding` itself where every window then has a cell on the map, else the sentence, which names the axis. */
export type PoolPadding<Padding, Size extends PerAxis> = Checked<
  Padding,
  Verdicts[Verdict<IsPadding<Padding, Size>>],
  WrongPadding<Extract<Padding, PerAxis>, Size>
>

type IsPadding<Padding, Size extends PerAxis> = Padding extends 0
  ? true
  : number extends Padding | Vertical<Size> | Horizontal<Size>
    ? true
    : Padding extends readonly [infer One extends number, infer Other extends number]
      ? AreHalves<One, Other, Size>
      : unknown extends Counts[`${Padding & number}`]
        ? FitsIn<Padding & number, FloorDivide<LeastSide<Size>, 2>>
        : Padding extends undefined
          ? never
          : false

/** Of a window's sides the shorter. */
type LeastSide<Size extends PerAxis> = Size extends number ? Size : Lesser<Vertical<Size>, Horizontal<Size>>

type AreHalves<One extends number, Other extends number, Size extends PerAxis> =
  IsHalf<One, Vertical<Size>> extends false ? false : IsHalf<Other, Horizontal<Size>>

type IsHalf<Padding extends number, Size extends number> = Padding extends 0
  ? true
  : number extends Padding | Size
    ? true
    : unknown extends Counts[`${Padding}`]
      ? FitsIn<Padding, FloorDivide<Size, 2>>
      : false

type WrongPadding<Padding extends PerAxis, Size extends PerAxis> = [Padding, Size] extends [
  infer Cells extends number,
  infer Side extends number,
]
  ? PaddingSentence<'padding', Cells, Side>
  : IsHalf<Vertical<Padding>, Vertical<Size>> extends false
    ? PaddingSentence<'padding[0]', Vertical<Padding>, Vertical<Size>>
    : PaddingSentence<'padding[1]', Horizontal<Padding>, Horizontal<Size>>

type PaddingSentence<
  Name extends string,
  Padding extends number,
  Size extends number,
> = `${Name} is ${Padding}, not a whole number from 0 to ${FloorDivide<Size, 2>}, half of the size`

/** The first problem of a window of literals, as a string; else no string. */
type PoolProblem<Size extends PerAxis, Stride extends PerAxis, Padding extends PerAxis> = [Size, Stride, Padding] extends [2, 2, 0]
  ? 0
  : CountPerAxis<Size, 'size'> extends infer Problem extends string
    ? Problem
    : CountPerAxis<Stride, 'stride'> extends infer Problem extends string
      ? Problem
      : PoolPadding<Padding, Size>

const paddingProblem = (padding: number, name: string, size: number): string | undefined =>
  Number.isInteger(padding) && padding >= 0 && 2 * padding <= size
    ? undefined
    : `${name} is ${padding}, not a whole number from 0 to ${Math.floor(size / 2)}, half of the size`

/** What no window can be, for callers that the compiler could not check. */
export const poolProblem = ({ size, stride, padding }: Pool): string | undefined => {
  const isOne = typeof size === 'number' && typeof padding === 'number'
  const along = (name: string, axis: (given: PerAxis) => number): string | undefined => paddingProblem(axis(padding), name, axis(size))
  return (
    countsProblem(size, 'size') ??
    countsProblem(stride, 'stride') ??
    (isOne ? along('padding', vertical) : (along('padding[0]', vertical) ?? along('padding[1]', horizontal)))
  )
}
