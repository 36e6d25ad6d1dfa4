/** A convolution with a fixed 0/1 mask over its weights (weight-level pruning). */
import type { Conv2d } from './conv2d.js'
import { convolutionDefinition } from './convolution.js'
import { masked } from './masked.js'

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
export const maskedConv2d = <
  const InChannels extends number,
  const OutChannels extends number,
  const KernelSize extends number,
  const Stride extends number,
  const Padding extends number,
>(
  layer: Conv2d<InChannels, OutChannels, KernelSize, Stride, Padding>,
): MaskedConv2d<InChannels, OutChannels, KernelSize, Stride, Padding> => ({ ...layer, _tag: 'maskedConv2d' })

/** Its row in the table of `layer.ts`. */
export const maskedConv2dDefinition = masked(convolutionDefinition)
