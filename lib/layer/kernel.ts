/** What a convolution's window may be, for the compiler (at the layer itself, and again in the fold, where it may come through a block) and for run time. */
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import { type Count, countProblem } from '../shape/count.js'
import type { Known } from '../shape/known.js'
import type { FitsIn, Subtract } from '../shape/natural.js'
import { type SamePadding, samePadding } from '../shape/window.js'

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
  : Count<KernelSize, 'kernelSize'> extends infer Problem extends string
    ? Problem
    : Count<Stride, 'stride'> extends infer Problem extends string
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
  countProblem(stride, 'stride') ??
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
