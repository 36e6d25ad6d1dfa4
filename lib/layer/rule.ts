/**
 * The layers as the compiler sees them: what shape comes out, which widths a layer makes, how it is named in `Arch`.
 * Each is a table by tag. Run-time twins: `outputShape`, `channels` and `archName` of the layer's definition.
 */
import type { IsSeveral, Known } from '../shape/known.js'
import type { ElementCount, Shape } from '../shape/shape.js'
import type { AveragePool } from './averagePool.js'
import type { BatchNorm, BatchNormShape } from './batchNorm.js'
import type { ChannelSelection, SelectionShape } from './channelSelection.js'
import type { Conv2d } from './conv2d.js'
import type { ConvolutionName, ConvolutionShape } from './convolution.js'
import type { GlobalAveragePoolShape } from './globalAveragePool.js'
import type { Layer } from './layer.js'
import type { Linear, LinearShape } from './linear.js'
import type { MaskedConv2d } from './maskedConv2d.js'
import type { MaskedLinear } from './maskedLinear.js'
import type { MaxPool } from './maxPool.js'
import type { PadChannels, PadShape } from './padChannels.js'
import type { PoolName, PoolShape } from './pool.js'

type Tag = Layer['_tag']

interface ShapeRules<Spec, Input extends Shape> {
  conv2d: Spec extends Conv2d<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding>
    ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding>
    : never
  maskedConv2d: Spec extends MaskedConv2d<infer InChannels, infer OutChannels, infer KernelSize, infer Stride, infer Padding>
    ? ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding>
    : never
  linear: Spec extends Linear<infer InFeatures, infer OutFeatures> ? LinearShape<Input, InFeatures, OutFeatures> : never
  maskedLinear: Spec extends MaskedLinear<infer InFeatures, infer OutFeatures> ? LinearShape<Input, InFeatures, OutFeatures> : never
  batchNorm: Spec extends BatchNorm<infer Channels> ? BatchNormShape<Input, Channels> : never
  maxPool: Spec extends MaxPool<infer Size, infer Stride, infer Padding> ? PoolShape<Input, Size, Stride, Padding> : never
  averagePool: Spec extends AveragePool<infer Size, infer Stride> ? PoolShape<Input, Size, Stride, 0> : never
  globalAveragePool: GlobalAveragePoolShape<Input>
  flatten: [ElementCount<Input>]
  relu: Input
  dropout: Input
  identity: Input
  channelSelection: Spec extends ChannelSelection<infer InChannels, infer OutChannels>
    ? SelectionShape<Input, InChannels, OutChannels>
    : never
  padChannels: Spec extends PadChannels<infer Added> ? PadShape<Input, Added> : never
  detach: Input
}

/** Any layer's description, as far as it says which layer. */
export interface Tagged {
  readonly _tag: Tag
}

/** The shape after a layer, or the sentence about what is wrong. */
export type LayerShape<Spec extends Tagged, Input extends Shape> = keyof Spec extends Field
  ? ShapeRules<Spec, Input>[Spec['_tag']]
  : UnknownField<Exclude<keyof Spec, Field>>

/** What a description may hold. One that was written down as an object may hold more; a field of another layer is for run time to find. */
type Field = { [Each in Layer as Each['_tag']]: keyof Each }[Tag]

type UnknownField<Name> = IsSeveral<Name> extends false ? `has an unknown field, ${Name & string}` : 'has several unknown fields'

/** Layers whose output's channels are new, each made out of all that they are given, or selected. */
export interface Makes {
  readonly _tag: 'conv2d' | 'maskedConv2d' | 'linear' | 'maskedLinear' | 'channelSelection'
}

/** Layers that pick channels by position: what they receive stays whole, and only what they make can be pruned. */
export interface Selects {
  readonly _tag: 'channelSelection'
}

interface Names<Spec> {
  conv2d: Spec extends Conv2d<number, number, infer KernelSize, infer Stride, infer Padding>
    ? ConvolutionName<'conv2d', KernelSize, Stride, Padding>
    : never
  maskedConv2d: Spec extends MaskedConv2d<number, number, infer KernelSize, infer Stride, infer Padding>
    ? ConvolutionName<'maskedConv2d', KernelSize, Stride, Padding>
    : never
  maxPool: Spec extends MaxPool<infer Size, infer Stride, infer Padding> ? `maxPool ${PoolName<Size, Stride, Padding>}` : never
  averagePool: Spec extends AveragePool<infer Size, infer Stride> ? `averagePool ${PoolName<Size, Stride, 0>}` : never
  channelSelection: Spec extends ChannelSelection<infer InChannels> ? `channelSelection ${Known<InChannels>}` : never
  padChannels: Spec extends PadChannels<infer Added> ? `padChannels ${Known<Added>}` : never
}

/** A layer's width-free name in `Arch`: its tag, with its geometry where it has one. */
export type NameOf<Spec extends Tagged> = Spec['_tag'] extends infer Name extends keyof Names<Spec> ? Names<Spec>[Name] : Spec['_tag']
