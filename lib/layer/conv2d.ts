/**
 * 2-D convolution: the description of one, and what the compiler checks about it. `convolution.ts` says what it computes.
 */
import type { Count } from '../shape/count.js'
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { invariant } from '../shape/invariant.js'
import type { PerAxis } from '../shape/perAxis.js'
import type { Shape } from '../shape/shape.js'
import type { Malformed } from './definition.js'
import { carrying } from './carried.js'
import { type Convolution, convolutionDefinition, convolutionProblem, type ConvolutionShape } from './convolution.js'
import {
  type AnyConvolutionOptions,
  givenKernel,
  type ConvolutionOptions,
  type ResolvedPadding,
  type WithDilation,
} from './convolutionOptions.js'
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

/** A 3x3 convolution of stride 1 that keeps the map's size, without a bias. */
function constructed<const InChannels extends number, const OutChannels extends number>(
  inChannels: Count<InChannels, 'inChannels'>,
  outChannels: Count<OutChannels, 'outChannels'>,
): Conv2d<InChannels, OutChannels, 3, 1, 1>
/**
 * A convolution; 3x3, stride 1, same size, no bias by default.
 * Each option of its window is a number for both axes or two, [vertical, horizontal].
 */
function constructed<
  const InChannels extends number,
  const OutChannels extends number,
  const Given extends AnyConvolutionOptions | undefined,
>(
  inChannels: Count<InChannels, 'inChannels'>,
  outChannels: Count<OutChannels, 'outChannels'>,
  options: Inferring<Given, ConvolutionOptions<Given>>,
): Made<
  InChannels,
  OutChannels,
  OptionOr<OptionIn<Given, 'kernelSize'>, PerAxis, 3>,
  OptionOr<OptionIn<Given, 'stride'>, PerAxis, 1>,
  OptionOr<OptionIn<Given, 'padding'>, PerAxis | 'same', 'same'>,
  OptionOr<OptionIn<Given, 'dilation'>, PerAxis, 1>
>
function constructed(inChannels: number, outChannels: number, options: AnyConvolutionOptions = {}): Convolution {
  const spec: Convolution = { _tag: 'conv2d', inChannels, outChannels, ...givenKernel('conv2d', options) }
  const problem = convolutionProblem(spec)
  return problem === undefined ? spec : invariant(`conv2d: ${problem}`)
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
export const conv2d = carrying(() => convolutionDefinition, constructed)

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
  readonly dilation?: Dilation
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
