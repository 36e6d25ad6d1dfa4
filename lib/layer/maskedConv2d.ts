/** A convolution with a fixed 0/1 mask over its weights (weight-level pruning). */
import type { PerAxis } from '../shape/perAxis.js'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import type { Conv2d, DilatedFields } from './conv2d.js'
import type { Dilated } from './convolutionOptions.js'
import { type Convolution, convolutionDefinition, type ConvolutionShape } from './convolution.js'
import type { Definition, Malformed } from './definition.js'
import type { KernelName } from './kernelName.js'
import { masked } from './masked.js'
import { known } from '../shape/invariant.js'

/** What `maskedConv2d` makes: a plain description, without arrays. */
export interface MaskedConv2d<
  InChannels extends number = number,
  OutChannels extends number = number,
  KernelSize extends PerAxis = PerAxis,
  Stride extends PerAxis = PerAxis,
  Padding extends PerAxis = PerAxis,
> extends Omit<Conv2d<InChannels, OutChannels, KernelSize, Stride, Padding>, '_tag'> {
  readonly _tag: 'maskedConv2d'
}

/**
 * A convolution with a mask [kernelHeight, kernelWidth, inChannels, outChannels] of ones over its weight.
 * Mostly made by `maskSmallest` from a trained network.
 *
 * @example
 * maskedConv2d(conv2d(16, 32))._tag // => 'maskedConv2d'
 */
export const maskedConv2d = carrying(
  () => maskedConv2dDefinition,
  <const Layer extends Convolution & { readonly _tag: 'conv2d' }>(layer: Layer): Masked<Layer> =>
    // the same fields under another tag, which no type follows through the conditional
    ({ ...layer, _tag: 'maskedConv2d' }) as unknown as Masked<Layer>,
)

type Masked<Layer> =
  Layer extends Conv2d<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding>
    ? MaskedConv2d<InChannels, OutChannels, KernelSize, Stride, Padding>
    : Layer extends DilatedFields<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding, infer Dilation>
      ? Dilated<MaskedConv2d<InChannels, OutChannels, KernelSize, Stride, Padding>, Dilation>
      : never

declare module './rule.js' {
  interface Layers {
    maskedConv2d: Convolution & { readonly _tag: 'maskedConv2d' }
  }
  interface ShapeRules<Spec, Input extends Shape> {
    maskedConv2d: Spec extends MaskedConv2d<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding>
      ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding, 1>
      : Spec extends DilatedFields<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding, infer Dilation>
        ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding, Dilation>
        : Malformed
  }
  interface Names<Spec> {
    maskedConv2d: Spec extends MaskedConv2d<number, number, infer KernelSize, infer Stride, infer Padding>
      ? KernelName<'maskedConv2d', KernelSize, Stride, Padding, 1>
      : Spec extends DilatedFields<number, number, infer KernelSize, infer Stride, infer Padding, infer Dilation>
        ? KernelName<'maskedConv2d', KernelSize, Stride, Padding, Dilation>
        : never
  }
  interface Makers {
    maskedConv2d: 'made'
  }
}

/** What the library knows of it. */
export const maskedConv2dDefinition: Definition<Convolution> = {
  ...masked(convolutionDefinition, 'conv2d'),
  compensated: (arrays) => {
    const [weight, mask] = [known(arrays.weight), known(arrays.mask)]
    const acting = mask.reduce((sum, factor) => sum + factor, 0)
    const scale = Math.sqrt(mask.length / Math.max(acting, 1))
    return { ...arrays, weight: weight.map((value) => value * scale) }
  },
}
