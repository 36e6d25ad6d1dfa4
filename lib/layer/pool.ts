/** What max-pool and average pool share: square windows, the shape rule for the compiler and for run time. */
import { either as E } from 'fp-ts'
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import { type Count, countProblem } from '../shape/count.js'
import type { Known } from '../shape/known.js'
import type { FitsIn, FloorDivide } from '../shape/natural.js'
import { channelsOf, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { type WindowCount, windowCount } from '../shape/window.js'
import { isMap, type IsUnseen, type NonEmpty, nonEmpty } from './definition.js'

/** A square window, how far it moves, and how many cells it may reach beyond each edge of the map. */
export interface Pool {
  readonly size: number
  readonly stride: number
  readonly padding: number
}

/** [height, width, channels] to [height', width', channels]; a window that does not fit is dropped. Or what is wrong. */
export type PoolShape<Input extends Shape, Size extends number, Stride extends number, Padding extends number> =
  PoolProblem<Size, Stride, Padding> extends infer Problem extends string
    ? Problem
    : Input extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
      ? NonEmpty<Input, [WindowCount<Height, Size, Stride, Padding>, WindowCount<Width, Size, Stride, Padding>, Channels]>
      : IsUnseen<Input> extends true
        ? [number, number, number]
        : `expects [height,width,channels] but receives ${ShowShape<Input>}`

/** Run-time twin of `PoolShape`. */
export const poolShape = ({ size, stride, padding }: Pool, input: Shape): E.Either<string, Shape> =>
  isMap(input)
    ? nonEmpty(input, [windowCount(input[0], size, stride, padding), windowCount(input[1], size, stride, padding), channelsOf(input)])
    : E.left(`expects [height,width,channels] but receives ${showShape(input)}`)

/** "2" for windows side by side, "3/2" for windows of 3 moved by 2, "3/2 pad 1" where they are padded: how a pool shows in a network's type. */
export type PoolName<Size extends number, Stride extends number, Padding extends number> = number extends
  | Known<Size>
  | Known<Stride>
  | Known<Padding>
  ? string
  : `${Size}${Stride extends Size ? '' : `/${Stride}`}${Padding extends 0 ? '' : ` pad ${Padding}`}`

/** Run-time twin of `PoolName`. */
export const poolName = ({ size, stride, padding }: Pool): string =>
  `${size}${stride === size ? '' : `/${stride}`}${padding === 0 ? '' : ` pad ${padding}`}`

/** `Padding` itself where every window then has a cell on the map, else the sentence. */
export type PoolPadding<Padding extends number, Size extends number> = Checked<
  Padding,
  Verdicts[Verdict<IsPadding<Padding, Size>>],
  `padding is ${Padding}, not a whole number from 0 to ${FloorDivide<Size, 2>}, half of the size`
>

type IsPadding<Padding extends number, Size extends number> = Padding extends 0
  ? true
  : number extends Padding | Size
    ? true
    : unknown extends Counts[`${Padding}`]
      ? FitsIn<Padding, FloorDivide<Size, 2>>
      : false

/** The first problem of a window of literals, as a string; else a number. */
type PoolProblem<Size extends number, Stride extends number, Padding extends number> =
  Count<Size, 'size'> extends infer Problem extends string
    ? Problem
    : Count<Stride, 'stride'> extends infer Problem extends string
      ? Problem
      : PoolPadding<Padding, Size>

const paddingProblem = ({ size, padding }: Pool): string | undefined =>
  Number.isInteger(padding) && padding >= 0 && 2 * padding <= size
    ? undefined
    : `padding is ${padding}, not a whole number from 0 to ${Math.floor(size / 2)}, half of the size`

/** What no window can be, for callers that the compiler could not check. */
export const poolProblem = (pool: Pool): string | undefined =>
  countProblem(pool.size, 'size') ?? countProblem(pool.stride, 'stride') ?? paddingProblem(pool)
