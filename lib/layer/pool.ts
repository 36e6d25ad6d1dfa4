/** What max-pool and average pool share: square windows without padding, the shape rule for the compiler and for run time. */
import { either as E } from 'fp-ts'
import { countProblem } from '../shape/count.js'
import { channelsOf, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { type WindowCount, windowCount } from '../shape/window.js'
import { isMap, type NonEmpty, nonEmpty } from './definition.js'

/** A square window and how far it moves. */
export interface Pool {
  readonly size: number
  readonly stride: number
}

/** [height, width, channels] to [height', width', channels]; a window that does not fit is dropped. Or what is wrong. */
export type PoolShape<Input extends Shape, Size extends number, Stride extends number> = Input extends readonly [
  infer Height extends number,
  infer Width extends number,
  infer Channels extends number,
]
  ? NonEmpty<Input, [WindowCount<Height, Size, Stride, 0>, WindowCount<Width, Size, Stride, 0>, Channels]>
  : `expects [height,width,channels] but receives ${ShowShape<Input>}`

/** Run-time twin of `PoolShape`. */
export const poolShape = ({ size, stride }: Pool, input: Shape): E.Either<string, Shape> =>
  isMap(input)
    ? nonEmpty(input, [windowCount(input[0], size, stride, 0), windowCount(input[1], size, stride, 0), channelsOf(input)])
    : E.left(`expects [height,width,channels] but receives ${showShape(input)}`)

/** "2" for windows side by side, "3/2" for windows of 3 moved by 2: how a pool shows in a network's type. */
export type PoolName<Size extends number, Stride extends number> = Stride extends Size ? `${Size}` : `${Size}/${Stride}`

/** Run-time twin of `PoolName`. */
export const poolName = ({ size, stride }: Pool): string => (stride === size ? `${size}` : `${size}/${stride}`)

/** What no window can be, for callers that the compiler could not check. */
export const poolProblem = ({ size, stride }: Pool): string | undefined => countProblem(size, 'size') ?? countProblem(stride, 'stride')
