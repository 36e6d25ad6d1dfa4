/**
 * 2-D convolution: the description of one, and what the compiler checks about it. `convolution.ts` says what it computes.
 */
import type { Count } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import type { PerAxis } from '../shape/perAxis.js'
import type { Shape } from '../shape/shape.js'
import type { Malformed } from './definition.js'
import { carrying } from './carried.js'
import { type Convolution, convolutionDefinition, convolutionProblem, type ConvolutionShape } from './convolution.js'
import { givenKernel, type ConvolutionOptions, type ResolvedPadding, type WithDilation } from './convolutionOptions.js'
import type { KernelName } from './kernelName.js'

/** What `conv2d` makes: a plain description, without arrays. */
export interface Conv2d<
  out InChannels extends number = number,
  out OutChannels extends number = number,
  out KernelSize extends PerAxis = PerAxis,
  out Stride extends PerAxis = PerAxis,
  out Padding extends PerAxis = PerAxis,
> {
  readonly _tag: 'conv2d'
  readonly inChannels: InChannels
  readonly outChannels: OutChannels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  /** a layer whose taps lie apart is `Dilated` */
  readonly dilation?: 1
  readonly bias: boolean
}

/**
 * A convolution from `inChannels` to `outChannels`; 3x3, stride 1, same size, no bias by default. It is PyTorch's: a
 * cross-correlation, with the same zeros on both sides of an axis. Each option of its window is a number for both axes or two, [vertical, horizontal].
 * Weights start normal with deviation sqrt(2 / (kernelSize^2 * outChannels)).
 *
 * weight [kernelHeight, kernelWidth, inChannels, outChannels], bias [outChannels]
 *
 * @example
 * conv2d(16, 32, { stride: 2 }).padding // => 1
 * @example
 * conv2d(16, 32, { kernelSize: [1, 7] }).padding // => [0, 3]
 * @example
 * conv2d(16, 32, { dilation: 2 }).padding // => 2
 */
export const conv2d = carrying(
  () => convolutionDefinition,
  <
    const InChannels extends number,
    const OutChannels extends number,
    const KernelSize extends PerAxis = 3,
    const Stride extends PerAxis = 1,
    const Padding extends PerAxis | 'same' = 'same',
    const Dilation extends PerAxis = 1,
  >(
    inChannels: Count<InChannels, 'inChannels'>,
    outChannels: Count<OutChannels, 'outChannels'>,
    options: ConvolutionOptions<KernelSize, Stride, Padding, Dilation> = {},
  ): Made<InChannels, OutChannels, KernelSize, Stride, Padding, Dilation> => {
    const spec: Convolution = {
      _tag: 'conv2d',
      inChannels: inChannels as number,
      outChannels: outChannels as number,
      ...givenKernel('conv2d', options),
    }
    const problem = convolutionProblem(spec)
    return problem === undefined
      ? (spec as Made<InChannels, OutChannels, KernelSize, Stride, Padding, Dilation>)
      : invariant(`conv2d: ${problem}`)
  },
)

type Made<
  InChannels extends number,
  OutChannels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis | 'same',
  Dilation extends PerAxis,
> = WithDilation<Conv2d<InChannels, OutChannels, KernelSize, Stride, ResolvedPadding<KernelSize, Padding, Dilation>>, KernelSize, Dilation>

/** What a dilated convolution says of itself. */
export interface DilatedFields<
  InChannels extends number,
  OutChannels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> {
  readonly inChannels: InChannels
  readonly outChannels: OutChannels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  readonly dilation: Dilation
}

declare module './rule.js' {
  interface Layers {
    conv2d: Convolution & { readonly _tag: 'conv2d' }
  }
  interface ShapeRules<Spec, Input extends Shape> {
    conv2d: Spec extends Conv2d<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding>
      ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding, 1>
      : Spec extends DilatedFields<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding, infer Dilation>
        ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding, Dilation>
        : Malformed
  }
  interface Names<Spec> {
    conv2d: Spec extends Conv2d<number, number, infer KernelSize, infer Stride, infer Padding>
      ? KernelName<'conv2d', KernelSize, Stride, Padding, 1>
      : Spec extends DilatedFields<number, number, infer KernelSize, infer Stride, infer Padding, infer Dilation>
        ? KernelName<'conv2d', KernelSize, Stride, Padding, Dilation>
        : never
  }
  interface Makers {
    conv2d: 'made'
  }
}
