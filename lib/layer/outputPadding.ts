/**
 * How many cells a transposed convolution adds at the end of an axis. Where a convolution of stride 2 brings 7 and 8 cells to 4, its transposed can make 7 or 8 of
 * them; more than a convolution can lose makes no sense.
 */
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import type { FitsIn, Subtract } from '../shape/natural.js'
import { type Horizontal, horizontal, type PerAxis, type Vertical, vertical } from '../shape/perAxis.js'

/** `Cells` itself where they are less than the stride or the dilation of their axis, else the sentence. */
export type CheckedOutputPadding<Cells, Stride extends PerAxis, Dilation extends PerAxis> = Checked<
  Cells,
  Verdicts[Verdict<IsOutputPadding<Cells, Stride, Dilation>>],
  Wrong<Extract<Cells, PerAxis>, Stride, Dilation>
>

type IsOutputPadding<Cells, Stride extends PerAxis, Dilation extends PerAxis> = Cells extends 0
  ? true
  : Cells extends PerAxis
    ? IsBelow<Vertical<Cells>, Vertical<Stride>, Vertical<Dilation>> extends false
      ? false
      : IsBelow<Horizontal<Cells>, Horizontal<Stride>, Horizontal<Dilation>>
    : never

type IsBelow<Cells extends number, Stride extends number, Dilation extends number> = number extends Cells | Stride | Dilation
  ? true
  : unknown extends Counts[`${Cells}`]
    ? FitsIn<Cells, Subtract<Larger<Stride, Dilation>, 1>>
    : Cells extends 0
      ? true
      : false

type Larger<One extends number, Other extends number> = FitsIn<One, Other> extends true ? Other : One

type Wrong<Cells extends PerAxis, Stride extends PerAxis, Dilation extends PerAxis> = [Cells, Stride, Dilation] extends [
  infer Both extends number,
  infer Step extends number,
  infer Apart extends number,
]
  ? Sentence<'outputPadding', Both, Step, Apart>
  : IsBelow<Vertical<Cells>, Vertical<Stride>, Vertical<Dilation>> extends false
    ? Sentence<'outputPadding[0]', Vertical<Cells>, Vertical<Stride>, Vertical<Dilation>>
    : Sentence<'outputPadding[1]', Horizontal<Cells>, Horizontal<Stride>, Horizontal<Dilation>>

type Sentence<
  Name extends string,
  Cells extends number,
  Stride extends number,
  Dilation extends number,
> = `${Name} is ${Cells}, not a whole number below the stride or the dilation, from 0 to ${Subtract<Larger<Stride, Dilation>, 1>}`

const wrongAlong = (name: string, cells: number, stride: number, dilation: number): string | undefined =>
  Number.isInteger(cells) && cells >= 0 && cells < Math.max(stride, dilation)
    ? undefined
    : `${name} is ${cells}, not a whole number below the stride or the dilation, from 0 to ${Math.max(stride, dilation) - 1}`

/** Run-time twin of `CheckedOutputPadding`: the sentence, if there is one. */
export const outputPaddingProblem = (cells: PerAxis, stride: PerAxis, dilation: PerAxis): string | undefined => {
  const along = (name: string, axis: (given: PerAxis) => number): string | undefined =>
    wrongAlong(name, axis(cells), axis(stride), axis(dilation))
  const isOne = [cells, stride, dilation].every((given) => typeof given === 'number')
  return isOne ? along('outputPadding', vertical) : (along('outputPadding[0]', vertical) ?? along('outputPadding[1]', horizontal))
}
