/**
 * Depthwise convolution: each channel by itself, with a window of its own. PyTorch's convolution with as many groups as channels:
 *
 *     y[i, j, c] = bias[c] + sum over u, v of  x[i stride + u - padding, j stride + v - padding, c] * weight[u, v, 0, c]
 *
 * It makes no channels, it carries them: what pruning removes in front of it is removed in it, and inverted residuals narrow inside.
 *
 * @see Howard et al. 2017, "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", section 3.1
 */
import { either as E } from 'fp-ts'
import { heNormal, zeros } from '../random/initializers.js'
import { type Count, countProblem } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { finiteNumber, trueOrFalse } from '../shape/kind.js'
import { channelsOf, elementCount, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { type WindowCount, windowCount } from '../shape/window.js'
import { finite } from './arrayRule.js'
import { carrying } from './carried.js'
import { carrier } from './carrier.js'
import {
  type Agree,
  type ArraySpec,
  type Definition,
  type Disagreement,
  isMap,
  type IsUnseen,
  type NonEmpty,
  nonEmpty,
} from './definition.js'
import { kernelName, type KernelName, kernelProblem, type KernelProblem, shownKernel } from './kernel.js'
import { givenKernel, type ConvolutionOptions, type ResolvedPadding } from './convolutionOptions.js'
import { normalizedWeights } from './normalizedWeights.js'
import { convolving } from './weightedPasses.js'

/** What `depthwiseConv2d` makes: a plain description, without arrays. */
export interface DepthwiseConv2d<
  Channels extends number = number,
  KernelSize extends number = number,
  Stride extends number = number,
  Padding extends number = number,
> {
  readonly _tag: 'depthwiseConv2d'
  readonly channels: Channels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  readonly bias: boolean
}

/**
 * A convolution of each of `channels` by itself; 3x3, stride 1, same size, no bias unless told otherwise. Weights start normal with deviation
 * sqrt(2) / kernelSize, by the fan of one channel.
 *
 * weight [kernelSize, kernelSize, 1, channels], bias [channels]
 *
 * @example
 * const block = [conv2d(16, 96, { kernelSize: 1 }), relu6, depthwiseConv2d(96, { stride: 2 }), relu6, conv2d(96, 24, { kernelSize: 1 })] as const
 * const network = sequential(input(8, 8, 16), ...block, globalAveragePool, linear(24, 10))
 * multiplyAccumulates(network) // => 98304 + 13824 + 36864 + 240
 */
export const depthwiseConv2d = carrying(
  () => depthwiseConv2dDefinition,
  <
    const Channels extends number,
    const KernelSize extends number = 3,
    const Stride extends number = 1,
    const Padding extends number | 'same' = 'same',
  >(
    channels: Count<Channels, 'channels'>,
    options: ConvolutionOptions<KernelSize, Stride, Padding> = {},
  ): DepthwiseConv2d<Channels, KernelSize, Stride, ResolvedPadding<KernelSize, Padding>> => {
    const spec: DepthwiseConv2d = { _tag: 'depthwiseConv2d', channels: channels as number, ...givenKernel('depthwiseConv2d', options) }
    const problem = depthwiseProblem(spec)
    return problem === undefined
      ? (spec as DepthwiseConv2d<Channels, KernelSize, Stride, ResolvedPadding<KernelSize, Padding>>)
      : invariant(`depthwiseConv2d: ${problem}`)
  },
)

const depthwiseProblem = (spec: DepthwiseConv2d): string | undefined => countProblem(spec.channels, 'channels') ?? kernelProblem(spec)

/** [height, width, channels] to [height', width', channels]; or what is wrong. */
export type DepthwiseShape<
  Input extends Shape,
  Channels extends number,
  KernelSize extends number,
  Stride extends number,
  Padding extends number,
> =
  KernelProblem<KernelSize, Stride, Padding> extends 'nothing'
    ? Input extends readonly [infer Height extends number, infer Width extends number, infer Given extends number]
      ? Agree<Given, Channels> extends true
        ? NonEmpty<Input, [WindowCount<Height, KernelSize, Stride, Padding>, WindowCount<Width, KernelSize, Stride, Padding>, Given]>
        : Disagreement<Given, Channels, 'channels'>
      : IsUnseen<Input> extends true
        ? [number, number, number]
        : `expects [height,width,channels] but receives ${ShowShape<Input>}`
    : KernelProblem<KernelSize, Stride, Padding>

/** Run-time twin of `DepthwiseShape`. */
const depthwiseShape = ({ channels, kernelSize, stride, padding }: DepthwiseConv2d, input: Shape): E.Either<string, Shape> => {
  if (!isMap(input)) return E.left(`expects [height,width,channels] but receives ${showShape(input)}`)
  if (channelsOf(input) !== channels) return E.left(`expects ${channels} channels but receives ${channelsOf(input)}`)
  return nonEmpty(input, [windowCount(input[0], kernelSize, stride, padding), windowCount(input[1], kernelSize, stride, padding), channels])
}

declare module './rule.js' {
  interface Layers {
    depthwiseConv2d: DepthwiseConv2d
  }
  interface ShapeRules<Spec, Input extends Shape> {
    depthwiseConv2d: Spec extends DepthwiseConv2d<infer Channels, infer KernelSize, infer Stride, infer Padding>
      ? DepthwiseShape<Input, Channels, KernelSize, Stride, Padding>
      : never
  }
  interface Names<Spec> {
    depthwiseConv2d: Spec extends DepthwiseConv2d<number, infer KernelSize, infer Stride, infer Padding>
      ? KernelName<'depthwiseConv2d', KernelSize, Stride, Padding>
      : never
  }
}

/** What the library knows of it. */
export const depthwiseConv2dDefinition: Definition<DepthwiseConv2d> = {
  fields: { channels: finiteNumber, kernelSize: finiteNumber, stride: finiteNumber, padding: finiteNumber, bias: trueOrFalse },
  problem: depthwiseProblem,
  outputShape: depthwiseShape,
  arrays: ({ channels, kernelSize, bias }) => ({
    weight: {
      role: 'weight',
      shape: [kernelSize, kernelSize, 1, channels],
      axes: ['window', 'window', 'group', 'outputs'],
      holds: finite,
      initial: heNormal({ fan: 'in' }),
    },
    ...(bias && { bias: { role: 'bias', shape: [channels], axes: ['outputs'], holds: finite, initial: zeros } satisfies ArraySpec }),
  }),
  multiplyAccumulates: ({ kernelSize }, _input, output) => elementCount(output) * kernelSize ** 2,
  channels: carrier.channels,
  channelwise: true,
  withChannels: (spec, _inputs, channels) => ({ ...spec, channels }),
  archName: (spec) => kernelName(spec._tag, spec),
  show: (spec) => `depthwiseConv2d ${shownKernel(spec)}, ${spec.channels}${spec.bias ? ', bias' : ''}`,
  normalized: normalizedWeights,
  ...convolving((backend) => backend.depthwiseConv2d),
}
