/** A convolution with a fixed 0/1 mask over its weights (weight-level pruning). */
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import type { Conv2d } from './conv2d.js'
import { type Convolution, convolutionDefinition, type ConvolutionShape } from './convolution.js'
import type { Definition } from './definition.js'
import type { KernelName } from './kernel.js'
import { masked } from './masked.js'
import { known } from '../shape/invariant.js'

/** What `maskedConv2d` makes: a plain description, without arrays. */
export interface MaskedConv2d<
  InChannels extends number = number,
  OutChannels extends number = number,
  KernelSize extends number = number,
  Stride extends number = number,
  Padding extends number = number,
> extends Omit<Conv2d<InChannels, OutChannels, KernelSize, Stride, Padding>, '_tag'> {
  readonly _tag: 'maskedConv2d'
}

/**
 * The same convolution with a mask [kernelSize, kernelSize, inChannels, outChannels] of ones over its weight.
 * Mostly made by `maskSmallest` from a trained network.
 *
 * @example
 * maskedConv2d(conv2d(16, 32))._tag // => 'maskedConv2d'
 */
export const maskedConv2d = carrying(
  () => maskedConv2dDefinition,
  <
    const InChannels extends number,
    const OutChannels extends number,
    const KernelSize extends number,
    const Stride extends number,
    const Padding extends number,
  >(
    layer: Conv2d<InChannels, OutChannels, KernelSize, Stride, Padding>,
  ): MaskedConv2d<InChannels, OutChannels, KernelSize, Stride, Padding> => ({ ...layer, _tag: 'maskedConv2d' }),
)

declare module './rule.js' {
  interface Layers {
    maskedConv2d: MaskedConv2d
  }
  interface ShapeRules<Spec, Input extends Shape> {
    maskedConv2d: Spec extends MaskedConv2d<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding>
      ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding>
      : never
  }
  interface Names<Spec> {
    maskedConv2d: Spec extends MaskedConv2d<number, number, infer KernelSize, infer Stride, infer Padding>
      ? KernelName<'maskedConv2d', KernelSize, Stride, Padding>
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
