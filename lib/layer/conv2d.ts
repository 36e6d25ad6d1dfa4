/**
 * 2-D convolution: the description of one, and what the compiler checks about it. `convolution.ts` says what it computes.
 */
import type { Count } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { convolutionDefinition, convolutionProblem, type ConvolutionShape } from './convolution.js'
import type { KernelName } from './kernel.js'
import { givenKernel, type ConvolutionOptions, type ResolvedPadding } from './convolutionOptions.js'

/** What `conv2d` makes: a plain description, without arrays. */
export interface Conv2d<
  InChannels extends number = number,
  OutChannels extends number = number,
  KernelSize extends number = number,
  Stride extends number = number,
  Padding extends number = number,
> {
  readonly _tag: 'conv2d'
  readonly inChannels: InChannels
  readonly outChannels: OutChannels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  readonly bias: boolean
}

/**
 * A convolution from `inChannels` to `outChannels`; 3x3, stride 1, same size, no bias unless told otherwise. It is PyTorch's: a
 * cross-correlation, with the same zeros on all four sides. Weights start normal with deviation sqrt(2 / (kernelSize^2 * outChannels)).
 *
 * weight [kernelSize, kernelSize, inChannels, outChannels], bias [outChannels]
 *
 * @example
 * conv2d(16, 32, { stride: 2 }).padding // => 1
 */
export const conv2d = carrying(
  () => convolutionDefinition,
  <
    const InChannels extends number,
    const OutChannels extends number,
    const KernelSize extends number = 3,
    const Stride extends number = 1,
    const Padding extends number | 'same' = 'same',
  >(
    inChannels: Count<InChannels, 'inChannels'>,
    outChannels: Count<OutChannels, 'outChannels'>,
    options: ConvolutionOptions<KernelSize, Stride, Padding> = {},
  ): Conv2d<InChannels, OutChannels, KernelSize, Stride, ResolvedPadding<KernelSize, Padding>> => {
    const spec: Conv2d = {
      _tag: 'conv2d',
      inChannels: inChannels as number,
      outChannels: outChannels as number,
      ...givenKernel('conv2d', options),
    }
    const problem = convolutionProblem(spec)
    return problem === undefined
      ? (spec as Conv2d<InChannels, OutChannels, KernelSize, Stride, ResolvedPadding<KernelSize, Padding>>)
      : invariant(`conv2d: ${problem}`)
  },
)

declare module './rule.js' {
  interface Layers {
    conv2d: Conv2d
  }
  interface ShapeRules<Spec, Input extends Shape> {
    conv2d: Spec extends Conv2d<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding>
      ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding>
      : never
  }
  interface Names<Spec> {
    conv2d: Spec extends Conv2d<number, number, infer KernelSize, infer Stride, infer Padding>
      ? KernelName<'conv2d', KernelSize, Stride, Padding>
      : never
  }
  interface Makers {
    conv2d: 'made'
  }
}
