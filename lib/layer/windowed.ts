/** The shape that a convolution's window makes of a map, whatever becomes of the channels. */
import type { either as E } from 'fp-ts'
import { type Horizontal, horizontal, type PerAxis, type Vertical, vertical } from '../shape/perAxis.js'
import type { MapShape, Shape } from '../shape/shape.js'
import { type Reach, reach, type WindowCount, windowCount } from '../shape/window.js'
import { type NonEmpty, nonEmpty } from './definition.js'
import type { Kernel } from './kernel.js'

/** [height', width', channels] of a map of that height and width; or what is wrong. */
export type Windowed<
  Input extends Shape,
  Height extends number,
  Width extends number,
  Channels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> = [KernelSize, Stride, Padding, Dilation] extends [infer Size extends number, infer Step extends number, infer Cells extends number, 1]
  ? NonEmpty<Input, [WindowCount<Height, Size, Step, Cells>, WindowCount<Width, Size, Step, Cells>, Channels]>
  : NonEmpty<
      Input,
      [
        WindowCount<Height, Reach<Vertical<KernelSize>, Vertical<Dilation>>, Vertical<Stride>, Vertical<Padding>>,
        WindowCount<Width, Reach<Horizontal<KernelSize>, Horizontal<Dilation>>, Horizontal<Stride>, Horizontal<Padding>>,
        Channels,
      ]
    >

/** Run-time twin of `Windowed`. */
export const windowed = (
  input: MapShape,
  channels: number,
  { kernelSize, stride, padding, dilation = 1 }: Kernel,
): E.Either<string, Shape> => {
  const along = (size: number, axis: (given: PerAxis) => number): number =>
    windowCount(size, reach(axis(kernelSize), axis(dilation)), axis(stride), axis(padding))
  return nonEmpty(input, [along(input[0], vertical), along(input[1], horizontal), channels])
}

/** The taps of a window. */
export const tapsOf = ({ kernelSize }: Pick<Kernel, 'kernelSize'>): number => vertical(kernelSize) * horizontal(kernelSize)
