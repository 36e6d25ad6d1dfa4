/** What a convolution's window may be, for the compiler (at the layer itself, and again in the fold, where it may come through a block) and for run time. */
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import { type Count, countProblem } from '../shape/count.js'
import type { FitsIn, Lesser, Subtract } from '../shape/natural.js'
import { eachAxis, type Horizontal, horizontal, type PerAxis, type Vertical, vertical } from '../shape/perAxis.js'
import { type Reach, reach, samePadding } from '../shape/window.js'

/** A count, or one for each axis; else the sentence, which names the axis: "kernelSize[1] is 0: at least 1 is needed". */
export type CountPerAxis<Value, Name extends string> = Checked<Value, Verdicts[Verdict<AreCounts<Value>>], WrongCount<Value, Name>>

type AreCounts<Value> = Value extends readonly [infer One extends number, infer Other extends number]
  ? unknown extends Counts[`${One}`]
    ? unknown extends Counts[`${Other}`]
      ? true
      : false
    : false
  : unknown extends Counts[`${Value & number}`]
    ? true
    : Value extends undefined
      ? never // that there may be none says nothing of those that there may be
      : false

type WrongCount<Value, Name extends string> = Value extends readonly [infer One extends number, infer Other extends number]
  ? Count<One, `${Name}[0]`> extends infer Problem extends string
    ? Problem
    : Count<Other, `${Name}[1]`>
  : Value extends number
    ? Count<Value, Name>
    : never

/** `Padding` itself where it is less than the kernel, as far as its taps reach, else the sentence. */
export type KernelPadding<Padding, KernelSize extends PerAxis, Dilation extends PerAxis> = Checked<
  Padding,
  Verdicts[Verdict<IsPadding<Padding, KernelSize, Dilation>>],
  WrongPadding<Extract<Padding, PerAxis>, KernelSize, Dilation>
>

type IsPadding<Padding, KernelSize extends PerAxis, Dilation extends PerAxis> = Padding extends 0 | 'same'
  ? true
  : number extends Padding | Vertical<KernelSize> | Horizontal<KernelSize> | Vertical<Dilation> | Horizontal<Dilation>
    ? true
    : Padding extends readonly [infer One extends number, infer Other extends number]
      ? AreBelow<One, Other, KernelSize, Dilation>
      : unknown extends Counts[`${Padding & number}`]
        ? FitsIn<Padding & number, Subtract<LeastReach<KernelSize, Dilation>, 1>>
        : Padding extends undefined
          ? never
          : false

/** The fewer of the cells that a kernel reaches over along each axis. */
type LeastReach<KernelSize extends PerAxis, Dilation extends PerAxis> = [KernelSize, Dilation] extends [infer Size extends number, 1]
  ? Size
  : Lesser<Reach<Vertical<KernelSize>, Vertical<Dilation>>, Reach<Horizontal<KernelSize>, Horizontal<Dilation>>>

type AreBelow<One extends number, Other extends number, KernelSize extends PerAxis, Dilation extends PerAxis> =
  IsBelow<One, Reach<Vertical<KernelSize>, Vertical<Dilation>>> extends false
    ? false
    : IsBelow<Other, Reach<Horizontal<KernelSize>, Horizontal<Dilation>>>

type IsBelow<Padding extends number, Size extends number> = number extends Padding | Size
  ? true
  : unknown extends Counts[`${Padding}`]
    ? FitsIn<Padding, Subtract<Size, 1>>
    : Padding extends 0
      ? true
      : false

type WrongPadding<Padding, KernelSize extends PerAxis, Dilation extends PerAxis> = [Padding, KernelSize, Dilation] extends [
  infer Cells extends number,
  infer Size extends number,
  infer Apart extends number,
]
  ? PaddingSentence<'padding', Cells, Reach<Size, Apart>>
  : Padding extends PerAxis
    ? IsBelow<Vertical<Padding>, Reach<Vertical<KernelSize>, Vertical<Dilation>>> extends false
      ? PaddingSentence<'padding[0]', Vertical<Padding>, Reach<Vertical<KernelSize>, Vertical<Dilation>>>
      : PaddingSentence<'padding[1]', Horizontal<Padding>, Reach<Horizontal<KernelSize>, Horizontal<Dilation>>>
    : never

type PaddingSentence<
  Name extends string,
  Padding extends number,
  Size extends number,
> = `${Name} is ${Padding}, not a whole number from 0 to ${Subtract<Size, 1>}`

/** What is wrong with a kernel of literals, or 'nothing'. */
export type KernelProblem<KernelSize extends PerAxis, Stride extends PerAxis, Padding extends PerAxis, Dilation extends PerAxis> = [
  KernelSize,
  Stride,
  Padding,
  Dilation,
] extends [3, 1, 1, 1]
  ? 'nothing'
  : CountPerAxis<KernelSize, 'kernelSize'> extends infer Problem extends string
    ? Problem
    : CountPerAxis<Stride, 'stride'> extends infer Problem extends string
      ? Problem
      : CountPerAxis<Dilation, 'dilation'> extends infer Problem extends string
        ? Problem
        : KernelPadding<Padding, KernelSize, Dilation> extends infer Problem extends string
          ? Problem
          : 'nothing'

/** A window, how far it moves, how many cells it reaches beyond each edge of the map, and how far apart its taps are (absent: side by side). */
export interface Kernel {
  readonly kernelSize: PerAxis
  readonly stride: PerAxis
  readonly padding: PerAxis
  readonly dilation?: PerAxis | undefined
}

/** Run-time twin of `CountPerAxis`: what is wrong with it. */
export const countsProblem = (given: PerAxis, name: string): string | undefined =>
  typeof given === 'number' ? countProblem(given, name) : (countProblem(given[0], `${name}[0]`) ?? countProblem(given[1], `${name}[1]`))

const paddingProblem = (padding: number, name: string, kernelSize: number, dilation: number): string | undefined =>
  Number.isInteger(padding) && padding >= 0 && padding < reach(kernelSize, dilation)
    ? undefined
    : `${name} is ${padding}, not a whole number from 0 to ${reach(kernelSize, dilation) - 1}`

/** Run-time twin of `KernelProblem`, for callers that the compiler could not check. */
export const kernelProblem = ({ kernelSize, stride, padding, dilation = 1 }: Kernel): string | undefined => {
  const isOne = [padding, kernelSize, dilation].every((given) => typeof given === 'number')
  const along = (name: string, axis: (given: PerAxis) => number): string | undefined =>
    paddingProblem(axis(padding), name, axis(kernelSize), axis(dilation))
  return (
    countsProblem(kernelSize, 'kernelSize') ??
    countsProblem(stride, 'stride') ??
    countsProblem(dilation, 'dilation') ??
    (isOne ? along('padding', vertical) : (along('padding[0]', vertical) ?? along('padding[1]', horizontal)))
  )
}

/** Padding that keeps a map's size at stride 1, along each axis. */
export const samePaddings = (kernelSize: PerAxis, dilation: PerAxis): PerAxis =>
  typeof kernelSize === 'number'
    ? eachAxis(dilation, (apart) => samePadding(reach(kernelSize, apart)))
    : [samePadding(reach(kernelSize[0], vertical(dilation))), samePadding(reach(kernelSize[1], horizontal(dilation)))]
