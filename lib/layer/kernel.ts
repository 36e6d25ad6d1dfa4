/** What a convolution's window may be, for the compiler (at the layer itself, and again in the fold, where it may come through a block) and for run time. */
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import { type CountProblem, countProblem } from '../shape/count.js'
import type { Known } from '../shape/known.js'
import type { FitsIn, Subtract } from '../shape/natural.js'
import { type SamePadding, samePadding } from '../shape/window.js'

/** All but what no size of a kernel can be. */
interface OddCounts extends Counts, Readonly<Record<`${string}${0 | 2 | 4 | 6 | 8}`, never>> {}

/** `Size` itself where it is an odd count, else the sentence. */
export type OddKernel<Size extends number> = Checked<
  Size,
  OddCounts[`${Size}`],
  unknown extends Counts[`${Size}`] ? `kernelSize is ${Size}: a convolution's kernel is odd` : CountProblem<Size, 'kernelSize'>
>

/** All but what no stride of a convolution can be. */
interface OneOrTwo extends Counts, Readonly<Record<3 | 4 | 5 | 6 | 7 | 8 | 9 | `${number}${number}`, never>> {}

/** `Stride` itself where it is 1 or 2, else the sentence. */
export type OneOrTwoStride<Stride extends number> = Checked<Stride, OneOrTwo[`${Stride}`], `stride is ${Stride}, neither 1 nor 2`>

/** `Padding` itself where it is less than the kernel, else the sentence. */
export type KernelPadding<Padding extends number | 'same', KernelSize extends number> = Checked<
  Padding,
  Verdicts[Verdict<IsPadding<Padding, KernelSize>>],
  `padding is ${Padding}, not a whole number from 0 to ${Subtract<KernelSize, 1>}`
>

type IsPadding<Padding, KernelSize extends number> = Padding extends 0 | 'same'
  ? true
  : number extends Padding | KernelSize
    ? true
    : unknown extends Counts[`${Padding & number}`]
      ? FitsIn<Padding, Subtract<KernelSize, 1>>
      : false

/** What is wrong with a kernel of literals, or 'nothing'. */
export type KernelProblem<
  KernelSize extends number,
  Stride extends number,
  Padding extends number,
> = `${KernelSize},${Stride},${Padding}` extends '3,1,1'
  ? 'nothing'
  : OddKernel<KernelSize> extends infer Problem extends string
    ? Problem
    : OneOrTwoStride<Stride> extends infer Problem extends string
      ? Problem
      : KernelPadding<Padding, KernelSize> extends infer Problem extends string
        ? Problem
        : 'nothing'

/** A square window, how far it moves, and how many cells it reaches beyond each edge of the map. */
export interface Kernel {
  readonly kernelSize: number
  readonly stride: number
  readonly padding: number
}

/** Run-time twin of `KernelProblem`, for callers that the compiler could not check. */
export const kernelProblem = ({ kernelSize, stride, padding }: Kernel): string | undefined =>
  countProblem(kernelSize, 'kernelSize') ??
  (kernelSize % 2 === 0 ? `kernelSize is ${kernelSize}: a convolution's kernel is odd` : undefined) ??
  (stride === 1 || stride === 2 ? undefined : `stride is ${stride}, neither 1 nor 2`) ??
  (Number.isInteger(padding) && padding >= 0 && padding < kernelSize
    ? undefined
    : `padding is ${padding}, not a whole number from 0 to ${kernelSize - 1}`)

/** "conv2d" for the everyday 3x3, else with what differs: "conv2d 1x1", "conv2d 3x3/2", "conv2d 5x5 pad 0". */
export type KernelName<
  Tag extends string,
  KernelSize extends number,
  Stride extends number,
  Padding extends number,
> = `${KernelSize},${Stride},${Padding}` extends '3,1,1'
  ? Tag
  : number extends Known<KernelSize> | Known<Stride> | Known<Padding>
    ? string
    : `${Tag} ${KernelSize}x${KernelSize}${Stride extends 1 ? '' : `/${Stride}`}${Padding extends SamePadding<KernelSize> ? '' : ` pad ${Padding}`}`

/** "3x3", "3x3/2", "5x5 pad 0". */
export const shownKernel = ({ kernelSize, stride, padding }: Kernel): string =>
  `${kernelSize}x${kernelSize}${stride === 1 ? '' : `/${stride}`}${padding === samePadding(kernelSize) ? '' : ` pad ${padding}`}`

/** Run-time twin of `KernelName`. */
export const kernelName = (tag: string, kernel: Kernel): string => {
  const shown = shownKernel(kernel)
  return shown === '3x3' ? tag : `${tag} ${shown}`
}
