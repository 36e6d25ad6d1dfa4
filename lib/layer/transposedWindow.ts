/** The window of a transposed convolution: what may be written, which shape it makes of a map, and how it shows in a network's type. */
import type { either as E } from 'fp-ts'
import type { OptionIn, OptionOr } from '../shape/given.js'
import { type Kinds, optional, trueOrFalse } from '../shape/kind.js'
import type { Optional } from '../shape/optional.js'
import { checkedOptions } from '../shape/options.js'
import {
  copiedPerAxis,
  type Horizontal,
  horizontal,
  numbersPerAxis,
  pairOf,
  type PerAxis,
  shownPerAxis,
  type Vertical,
  vertical,
} from '../shape/perAxis.js'
import type { MapShape, Shape } from '../shape/shape.js'
import { type Reach, reach, type TransposedCount, transposedCount } from '../shape/window.js'
import { type NonEmpty, nonEmpty } from './definition.js'
import { type CountPerAxis, type Kernel, type KernelPadding, kernelProblem, type KernelProblem } from './kernel.js'
import type { IsSeen, Shown } from './kernelName.js'
import { type CheckedOutputPadding, outputPaddingProblem } from './outputPadding.js'

/** A window, and how many cells are added behind what it reaches. */
export interface TransposedKernel extends Kernel {
  readonly outputPadding: PerAxis
}

/** Each may be one number for both axes or two, [vertical, horizontal]. What is wrong with an option that is given is a sentence in its place. */
export interface TransposedOptions<Given> {
  /** default 2 */
  readonly kernelSize?: CountPerAxis<OptionIn<Given, 'kernelSize'>, 'kernelSize'> | undefined
  /** cells of the output from one cell's window to the next's; default 2 */
  readonly stride?: CountPerAxis<OptionIn<Given, 'stride'>, 'stride'> | undefined
  /** cells cut off on each side, fewer than the kernel reaches over; default 0 */
  readonly padding?:
    | KernelPadding<
        OptionIn<Given, 'padding'>,
        OptionOr<OptionIn<Given, 'kernelSize'>, PerAxis, 2>,
        OptionOr<OptionIn<Given, 'dilation'>, PerAxis, 1>
      >
    | undefined
  /** cells added at the end, fewer than the stride or the dilation; default 0 */
  readonly outputPadding?:
    | CheckedOutputPadding<
        OptionIn<Given, 'outputPadding'>,
        OptionOr<OptionIn<Given, 'stride'>, PerAxis, 2>,
        OptionOr<OptionIn<Given, 'dilation'>, PerAxis, 1>
      >
    | undefined
  /** cells from one of the kernel's taps to the next; default 1, side by side */
  readonly dilation?: CountPerAxis<OptionIn<Given, 'dilation'>, 'dilation'> | undefined
  /** default false, as of `conv2d`; PyTorch's default is true */
  readonly bias?: boolean | undefined
}

/** The options whatever they are, as run time sees them. */
export interface AnyTransposedOptions extends Optional<TransposedKernel> {
  readonly bias?: boolean | undefined
}

/** What a dilated transposed convolution says of itself. */
export interface DilatedTransposed<
  InChannels extends number,
  OutChannels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  OutputPadding extends PerAxis,
  Dilation extends PerAxis,
> {
  readonly inChannels: InChannels
  readonly outChannels: OutChannels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  readonly outputPadding: OutputPadding
  readonly dilation?: Dilation
}

const kinds: Kinds<AnyTransposedOptions> = {
  kernelSize: optional(numbersPerAxis),
  stride: optional(numbersPerAxis),
  padding: optional(numbersPerAxis),
  outputPadding: optional(numbersPerAxis),
  dilation: optional(numbersPerAxis),
  bias: optional(trueOrFalse),
}

/** The window that these options mean, and whether there is a bias. */
export const givenTransposed = (name: string, options: AnyTransposedOptions): TransposedKernel & { readonly bias: boolean } => {
  const { kernelSize = 2, stride = 2, padding = 0, outputPadding = 0, dilation = 1, bias = false } = checkedOptions(name, kinds, options)
  return {
    kernelSize: copiedPerAxis(kernelSize),
    stride: copiedPerAxis(stride),
    padding: copiedPerAxis(padding),
    outputPadding: copiedPerAxis(outputPadding),
    ...(dilation !== 1 && { dilation: copiedPerAxis(dilation) }),
    bias,
  }
}

/** What is wrong with a window of literals, or 'nothing'. */
export type TransposedProblem<
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  OutputPadding extends PerAxis,
  Dilation extends PerAxis,
> =
  KernelProblem<KernelSize, Stride, Padding, Dilation> extends 'nothing'
    ? CheckedOutputPadding<OutputPadding, Stride, Dilation> extends infer Problem extends string
      ? Problem
      : 'nothing'
    : KernelProblem<KernelSize, Stride, Padding, Dilation>

/** Run-time twin of `TransposedProblem`. */
export const transposedProblem = (kernel: TransposedKernel): string | undefined =>
  kernelProblem(kernel) ?? outputPaddingProblem(kernel.outputPadding, kernel.stride, kernel.dilation ?? 1)

/** [height', width', channels] of a map of that height and width; or what is wrong. */
export type Spread<
  Input extends Shape,
  Height extends number,
  Width extends number,
  Channels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  OutputPadding extends PerAxis,
  Dilation extends PerAxis,
> = NonEmpty<
  Input,
  [
    TransposedCount<Height, Reach<Vertical<KernelSize>, Vertical<Dilation>>, Vertical<Stride>, Vertical<Padding>, Vertical<OutputPadding>>,
    TransposedCount<
      Width,
      Reach<Horizontal<KernelSize>, Horizontal<Dilation>>,
      Horizontal<Stride>,
      Horizontal<Padding>,
      Horizontal<OutputPadding>
    >,
    Channels,
  ]
>

/** Run-time twin of `Spread`. */
export const spreadShape = (
  input: MapShape,
  channels: number,
  { kernelSize, stride, padding, outputPadding, dilation = 1 }: TransposedKernel,
): E.Either<string, Shape> => {
  const along = (size: number, axis: (given: PerAxis) => number): number =>
    transposedCount(size, reach(axis(kernelSize), axis(dilation)), axis(stride), axis(padding), axis(outputPadding))
  return nonEmpty(input, [along(input[0], vertical), along(input[1], horizontal), channels])
}

/** The tag for the everyday 2x2 of stride 2, else with what differs: "convTranspose2d 3x3/2 pad 1 output pad 1"; a stride of 1 is not said. */
export type TransposedName<
  Tag extends string,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  OutputPadding extends PerAxis,
  Dilation extends PerAxis,
> = [KernelSize, Stride, Padding, OutputPadding, Dilation] extends [2, 2, 0, 0, 1]
  ? Tag
  : IsSeen<KernelSize> | IsSeen<Stride> | IsSeen<Padding> | IsSeen<OutputPadding> | IsSeen<Dilation> extends true
    ? `${Tag} ${Vertical<KernelSize>}x${Horizontal<KernelSize>}${Stride extends 1 ? '' : `/${Shown<Stride>}`}${Padding extends 0
        ? ''
        : ` pad ${Shown<Padding>}`}${OutputPadding extends 0 ? '' : ` output pad ${Shown<OutputPadding>}`}${Dilation extends 1
        ? ''
        : ` dilation ${Shown<Dilation>}`}`
    : string

/** "2x2/2", "3x3/2 pad 1 output pad 1", "3x3 dilation 2". */
export const shownTransposed = ({ kernelSize, stride, padding, outputPadding, dilation = 1 }: TransposedKernel): string =>
  [
    pairOf(kernelSize).join('x'),
    stride === 1 ? '' : `/${shownPerAxis(stride)}`,
    padding === 0 ? '' : ` pad ${shownPerAxis(padding)}`,
    outputPadding === 0 ? '' : ` output pad ${shownPerAxis(outputPadding)}`,
    dilation === 1 ? '' : ` dilation ${shownPerAxis(dilation)}`,
  ].join('')

/** Run-time twin of `TransposedName`. */
export const transposedName = (tag: string, kernel: TransposedKernel): string => {
  const shown = shownTransposed(kernel)
  return shown === '2x2/2' && kernel.kernelSize === 2 && kernel.stride === 2 ? tag : `${tag} ${shown}`
}
