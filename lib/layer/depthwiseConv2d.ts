/**
 * Depthwise convolution: each channel by itself, with a window of its own. PyTorch's convolution with as many groups as channels:
 *
 *     y[i, j, c] = bias[c] + sum over u, v of  x[i stride + u dilation - padding, j stride + v dilation - padding, c] * weight[u, v, 0, c]
 *
 * It makes no channels, it carries them: what pruning removes in front of it is removed in it, and inverted residuals narrow inside.
 *
 * @see Howard et al. 2017, "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", section 3.1
 */
import { either as E } from 'fp-ts'
import { heNormal, zeros } from '../random/initializers.js'
import { type Count, countProblem } from '../shape/count.js'
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { invariant } from '../shape/invariant.js'
import { finiteNumber, optional, trueOrFalse } from '../shape/kind.js'
import { finitePerAxis, horizontal, type PerAxis, vertical } from '../shape/perAxis.js'
import { channelsOf, elementCount, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { finite } from './arrayRule.js'
import { carrying } from './carried.js'
import { carrier } from './carrier.js'
import { type Agree, type ArraySpec, type Definition, type Disagreement, isMap, type IsUnseen, type Malformed } from './definition.js'
import { type Kernel, kernelProblem, type KernelProblem } from './kernel.js'
import { kernelName, type KernelName, shownKernel } from './kernelName.js'
import {
  type AnyConvolutionOptions,
  givenKernel,
  type ConvolutionOptions,
  type ResolvedPadding,
  type WithDilation,
} from './convolutionOptions.js'
import { normalizedWeights } from './normalizedWeights.js'
import { convolving } from './weightedPasses.js'
import { tapsOf, type Windowed, windowed } from './windowed.js'

/** What `depthwiseConv2d` makes: a plain description, without arrays. */
export interface DepthwiseConv2d<
  out Channels extends number = number,
  out KernelSize extends PerAxis = PerAxis,
  out Stride extends PerAxis = PerAxis,
  out Padding extends PerAxis = PerAxis,
> {
  readonly _tag: 'depthwiseConv2d'
  readonly channels: Channels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  /** a layer whose taps lie apart is `Dilated` */
  readonly dilation?: 1
  readonly bias: boolean
}

/** What run time sees of it. */
interface Depthwise extends Kernel {
  readonly _tag: 'depthwiseConv2d'
  readonly channels: number
  readonly bias: boolean
}

/** A 3x3 convolution of each channel by itself, of stride 1, which keeps the map's size, without a bias. */
function constructed<const Channels extends number>(channels: Count<Channels, 'channels'>): DepthwiseConv2d<Channels, 3, 1, 1>
/**
 * A convolution of each channel by itself; 3x3, stride 1, same size, no bias by default.
 * Each option of its window is a number for both axes or two, [vertical, horizontal].
 */
function constructed<const Channels extends number, const Given extends AnyConvolutionOptions | undefined>(
  channels: Count<Channels, 'channels'>,
  options: Inferring<Given, ConvolutionOptions<Given>>,
): Made<
  Channels,
  OptionOr<OptionIn<Given, 'kernelSize'>, PerAxis, 3>,
  OptionOr<OptionIn<Given, 'stride'>, PerAxis, 1>,
  OptionOr<OptionIn<Given, 'padding'>, PerAxis | 'same', 'same'>,
  OptionOr<OptionIn<Given, 'dilation'>, PerAxis, 1>
>
function constructed(channels: number, options: AnyConvolutionOptions = {}): Depthwise {
  const spec: Depthwise = { _tag: 'depthwiseConv2d', channels, ...givenKernel('depthwiseConv2d', options) }
  const problem = depthwiseProblem(spec)
  return problem === undefined ? spec : invariant(`depthwiseConv2d: ${problem}`)
}

/**
 * A convolution of each of `channels` by itself; 3x3, stride 1, same size, no bias by default. Weights start normal with deviation
 * sqrt(2) / kernelSize, by the fan of one channel.
 *
 * weight [kernelHeight, kernelWidth, 1, channels], bias [channels]
 *
 * @example
 * const block = [conv2d(16, 96, { kernelSize: 1 }), relu6, depthwiseConv2d(96, { stride: 2 }), relu6, conv2d(96, 24, { kernelSize: 1 })] as const
 * const network = sequential(input(8, 8, 16), ...block, globalAveragePool, linear(24, 10))
 * multiplyAccumulates(network) // => 98304 + 13824 + 36864 + 240
 */
export const depthwiseConv2d = carrying(() => depthwiseConv2dDefinition, constructed)

type Made<
  Channels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis | 'same',
  Dilation extends PerAxis,
> = WithDilation<DepthwiseConv2d<Channels, KernelSize, Stride, ResolvedPadding<KernelSize, Padding, Dilation>>, KernelSize, Dilation>

/** What a dilated one says of itself. */
interface DilatedFields<
  Channels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> {
  readonly channels: Channels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  readonly dilation?: Dilation
}

const depthwiseProblem = (spec: Depthwise): string | undefined => countProblem(spec.channels, 'channels') ?? kernelProblem(spec)

/** [height, width, channels] to [height', width', channels]; or what is wrong. */
export type DepthwiseShape<
  Input extends Shape,
  Channels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> =
  KernelProblem<KernelSize, Stride, Padding, Dilation> extends 'nothing'
    ? Input extends readonly [infer Height extends number, infer Width extends number, infer Given extends number]
      ? Agree<Given, Channels> extends true
        ? Windowed<Input, Height, Width, Given, KernelSize, Stride, Padding, Dilation>
        : Disagreement<Given, Channels, 'channels'>
      : IsUnseen<Input> extends true
        ? [number, number, number]
        : `expects [height,width,channels] but receives ${ShowShape<Input>}`
    : KernelProblem<KernelSize, Stride, Padding, Dilation>

/** Run-time twin of `DepthwiseShape`. */
const depthwiseShape = (spec: Depthwise, input: Shape): E.Either<string, Shape> => {
  if (!isMap(input)) return E.left(`expects [height,width,channels] but receives ${showShape(input)}`)
  if (channelsOf(input) !== spec.channels) return E.left(`expects ${spec.channels} channels but receives ${channelsOf(input)}`)
  return windowed(input, spec.channels, spec)
}

declare module './rule.js' {
  interface Layers {
    depthwiseConv2d: Depthwise
  }
  interface ShapeRules<Spec, Input extends Shape> {
    depthwiseConv2d: Spec extends DepthwiseConv2d<infer Channels, infer KernelSize, infer Stride, infer Padding>
      ? DepthwiseShape<Input, Channels, KernelSize, Stride, Padding, 1>
      : Spec extends DilatedFields<infer Channels, infer KernelSize, infer Stride, infer Padding, infer Dilation>
        ? DepthwiseShape<Input, Channels, KernelSize, Stride, Padding, Dilation>
        : Malformed
  }
  interface Names<Spec> {
    depthwiseConv2d: Spec extends DepthwiseConv2d<number, infer KernelSize, infer Stride, infer Padding>
      ? KernelName<'depthwiseConv2d', KernelSize, Stride, Padding, 1>
      : Spec extends DilatedFields<number, infer KernelSize, infer Stride, infer Padding, infer Dilation>
        ? KernelName<'depthwiseConv2d', KernelSize, Stride, Padding, Dilation>
        : never
  }
}

/** What the library knows of it. */
export const depthwiseConv2dDefinition: Definition<Depthwise> = {
  fields: {
    channels: finiteNumber,
    kernelSize: finitePerAxis,
    stride: finitePerAxis,
    padding: finitePerAxis,
    dilation: optional(finitePerAxis),
    bias: trueOrFalse,
  },
  problem: depthwiseProblem,
  outputShape: depthwiseShape,
  arrays: ({ channels, kernelSize, bias }) => ({
    weight: {
      role: 'weight',
      shape: [vertical(kernelSize), horizontal(kernelSize), 1, channels],
      axes: ['window', 'window', 'group', 'outputs'],
      holds: finite,
      initial: heNormal({ fan: 'in' }),
    },
    ...(bias && { bias: { role: 'bias', shape: [channels], axes: ['outputs'], holds: finite, initial: zeros } satisfies ArraySpec }),
  }),
  multiplyAccumulates: (spec, _input, output) => elementCount(output) * tapsOf(spec),
  channels: carrier.channels,
  channelwise: true,
  withChannels: (spec, _inputs, channels) => ({ ...spec, channels }),
  archName: (spec) => kernelName(spec._tag, spec),
  show: (spec) => `depthwiseConv2d ${shownKernel(spec)}, ${spec.channels}${spec.bias ? ', bias' : ''}`,
  normalized: normalizedWeights,
  ...convolving((backend) => backend.depthwiseConv2d),
}
