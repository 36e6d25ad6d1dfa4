/** What a convolution's options may be, for the compiler: at the layer itself, and again in the fold, where they may come through a block. */
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import type { CountProblem } from '../shape/count.js'
import type { FitsIn, Subtract } from '../shape/natural.js'

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
