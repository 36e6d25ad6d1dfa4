/**
 * Convolution in groups: so many convolutions side by side, each from its own channels to its own, PyTorch's `Conv2d` with `groups`. An output o of group g sees
 * the inputs of group g:
 *
 *     y[i, j, o] = bias[o] + sum over u, v, c of  x[i stride + u dilation - padding, j stride + v dilation - padding, g inChannels / groups + c] * weight[u, v, c, o]
 *
 * It makes channels, and reads others, in equal parts: pruning takes as many of each group (docs/pruning.md).
 *
 * @see Krizhevsky et al. 2012, "ImageNet classification with deep convolutional neural networks", section 3.5; Xie et al. 2017, "Aggregated residual transformations for deep neural networks"
 */
import { normal } from '../random/distributions.js'
import { zeros } from '../random/initializers.js'
import { type Count, countProblem } from '../shape/count.js'
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { invariant } from '../shape/invariant.js'
import { finiteNumber } from '../shape/kind.js'
import type { Known } from '../shape/known.js'
import { horizontal, type PerAxis, vertical } from '../shape/perAxis.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { finite } from './arrayRule.js'
import { carrying } from './carried.js'
import type { DilatedFields } from './conv2d.js'
import { convolutionFields, convolutionProblem, type ConvolutionShape, convolutionShape } from './convolution.js'
import {
  type AnyConvolutionOptions,
  givenKernel,
  type ConvolutionOptions,
  type ResolvedPadding,
  type WithDilation,
} from './convolutionOptions.js'
import type { ArraySpec, Definition, Malformed } from './definition.js'
import { type EqualGroupsOfBoth, unequalGroups } from './equalGroups.js'
import type { Kernel } from './kernel.js'
import { kernelName, type KernelName, shownKernel } from './kernelName.js'
import { normalizedWeights } from './normalizedWeights.js'
import { weightedPasses } from './weightedPasses.js'
import { tapsOf } from './windowed.js'

/** What `groupedConv2d` makes: a plain description, without arrays. */
export interface GroupedConv2d<
  out InChannels extends number = number,
  out OutChannels extends number = number,
  out Groups extends number = number,
  out KernelSize extends PerAxis = PerAxis,
  out Stride extends PerAxis = PerAxis,
  out Padding extends PerAxis = PerAxis,
> {
  readonly _tag: 'groupedConv2d'
  readonly inChannels: InChannels
  readonly outChannels: OutChannels
  readonly groups: Groups
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  /** a layer whose taps lie apart is `Dilated` */
  readonly dilation?: 1
  readonly bias: boolean
}

/** What run time sees of it. */
interface Grouped extends Kernel {
  readonly _tag: 'groupedConv2d'
  readonly inChannels: number
  readonly outChannels: number
  readonly groups: number
  readonly bias: boolean
}

/** A 3x3 convolution in groups, of stride 1, which keeps the map's size, without a bias. */
function constructed<const InChannels extends number, const OutChannels extends number, const Groups extends number>(
  inChannels: Count<InChannels, 'inChannels'>,
  outChannels: Count<OutChannels, 'outChannels'>,
  groups: EqualGroupsOfBoth<InChannels, OutChannels, Groups>,
): GroupedConv2d<InChannels, OutChannels, Groups, 3, 1, 1>
/**
 * A convolution in groups; 3x3, stride 1, same size, no bias by default.
 * Each option of its window is a number for both axes or two, [vertical, horizontal].
 */
function constructed<
  const InChannels extends number,
  const OutChannels extends number,
  const Groups extends number,
  const Given extends AnyConvolutionOptions | undefined,
>(
  inChannels: Count<InChannels, 'inChannels'>,
  outChannels: Count<OutChannels, 'outChannels'>,
  groups: EqualGroupsOfBoth<InChannels, OutChannels, Groups>,
  options: Inferring<Given, ConvolutionOptions<Given>>,
): Made<
  InChannels,
  OutChannels,
  Groups,
  OptionOr<OptionIn<Given, 'kernelSize'>, PerAxis, 3>,
  OptionOr<OptionIn<Given, 'stride'>, PerAxis, 1>,
  OptionOr<OptionIn<Given, 'padding'>, PerAxis | 'same', 'same'>,
  OptionOr<OptionIn<Given, 'dilation'>, PerAxis, 1>
>
function constructed(inChannels: number, outChannels: number, groups: number, options: AnyConvolutionOptions = {}): Grouped {
  const spec: Grouped = { _tag: 'groupedConv2d', inChannels, outChannels, groups, ...givenKernel('groupedConv2d', options) }
  const problem = groupedProblem(spec)
  return problem === undefined ? spec : invariant(`groupedConv2d: ${problem}`)
}

/**
 * A convolution from `inChannels` to `outChannels` in `groups` groups of one size, each of its own channels; 3x3, stride 1, same size, no bias by
 * default. It has a `groups`-th of the weights and multiplications of `conv2d`. Weights start normal with deviation
 * sqrt(2 / (kernelSize^2 * outChannels / groups)), by the outputs that one input feeds.
 *
 * weight [kernelHeight, kernelWidth, inChannels / groups, outChannels], bias [outChannels]
 *
 * As many groups as channels, one output each, is a `depthwiseConv2d`, which pruning can narrow: here each group keeps a channel. There is no masked one:
 * `maskSmallest` leaves it as it is.
 *
 * @example
 * const block = [conv2d(64, 32, { kernelSize: 1 }), relu, groupedConv2d(32, 32, 8), relu, conv2d(32, 64, { kernelSize: 1 })] as const
 * const network = sequential(input(8, 8, 64), residual(...block), relu, globalAveragePool, linear(64, 10))
 * network.cfg // => [32, 32]
 * multiplyAccumulates(network) // => 131072 + 73728 + 131072 + 640
 */
export const groupedConv2d = carrying(() => groupedConv2dDefinition, constructed)

type Made<
  InChannels extends number,
  OutChannels extends number,
  Groups extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis | 'same',
  Dilation extends PerAxis,
> = WithDilation<
  GroupedConv2d<InChannels, OutChannels, Groups, KernelSize, Stride, ResolvedPadding<KernelSize, Padding, Dilation>>,
  KernelSize,
  Dilation
>

/** Run-time twin of `EqualGroupsOfBoth`, and of what else it cannot be. */
const groupedProblem = (spec: Grouped): string | undefined =>
  convolutionProblem(spec) ??
  countProblem(spec.groups, 'groups') ??
  unequalGroups(spec.inChannels, 'inChannels', spec.groups) ??
  unequalGroups(spec.outChannels, 'outChannels', spec.groups)

/** [height, width, inChannels] to [height', width', outChannels]; or what is wrong. */
export type GroupedShape<
  Input extends Shape,
  InChannels extends number,
  OutChannels extends number,
  Groups extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> =
  EqualGroupsOfBoth<InChannels, OutChannels, Groups> extends infer Problem extends string
    ? Problem
    : ConvolutionShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding, Dilation>

/** What a dilated one says of itself. */
interface DilatedGrouped<
  InChannels extends number,
  OutChannels extends number,
  Groups extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> extends DilatedFields<InChannels, OutChannels, KernelSize, Stride, Padding, Dilation> {
  readonly groups: Groups
}

type GroupedName<Kernel extends string, Groups extends number> = `${Kernel} in ${Known<Groups>}`

declare module './rule.js' {
  interface Layers {
    groupedConv2d: Grouped
  }
  interface ShapeRules<Spec, Input extends Shape> {
    groupedConv2d: Spec extends GroupedConv2d<
      infer InChannels,
      infer OutChannels,
      infer Groups,
      infer KernelSize,
      infer Stride,
      infer Padding
    >
      ? GroupedShape<Input, InChannels, OutChannels, Groups, KernelSize, Stride, Padding, 1>
      : Spec extends DilatedGrouped<
            infer InChannels,
            infer OutChannels,
            infer Groups,
            infer KernelSize,
            infer Stride,
            infer Padding,
            infer Dilation
          >
        ? GroupedShape<Input, InChannels, OutChannels, Groups, KernelSize, Stride, Padding, Dilation>
        : Malformed
  }
  interface Names<Spec> {
    groupedConv2d: Spec extends GroupedConv2d<number, number, infer Groups, infer KernelSize, infer Stride, infer Padding>
      ? GroupedName<KernelName<'groupedConv2d', KernelSize, Stride, Padding, 1>, Groups>
      : Spec extends DilatedGrouped<number, number, infer Groups, infer KernelSize, infer Stride, infer Padding, infer Dilation>
        ? GroupedName<KernelName<'groupedConv2d', KernelSize, Stride, Padding, Dilation>, Groups>
        : never
  }
  interface Makers {
    groupedConv2d: 'made'
  }
}

/** What the library knows of it. */
export const groupedConv2dDefinition: Definition<Grouped> = {
  fields: { ...convolutionFields, groups: finiteNumber },
  problem: groupedProblem,
  outputShape: convolutionShape,
  arrays: ({ kernelSize, inChannels, outChannels, groups, bias }) => ({
    weight: {
      role: 'weight',
      shape: [vertical(kernelSize), horizontal(kernelSize), inChannels / groups, outChannels],
      axes: ['window', 'window', groups === 1 ? 'inputs' : 'group', 'outputs'],
      holds: finite,
      initial: (key, shape) =>
        normal(key, elementCount(shape), { deviation: Math.sqrt((2 * groups) / (tapsOf({ kernelSize }) * outChannels)) }),
    },
    ...(bias && { bias: { role: 'bias', shape: [outChannels], axes: ['outputs'], holds: finite, initial: zeros } satisfies ArraySpec }),
  }),
  multiplyAccumulates: (spec, _input, output) => (elementCount(output) * tapsOf(spec) * spec.inChannels) / spec.groups,
  channels: { _tag: 'made', count: (spec) => spec.outChannels, groups: (spec) => spec.groups },
  channelwise: false,
  withChannels: (spec, inChannels, outChannels) => ({ ...spec, inChannels, outChannels }),
  archName: (spec) => `${kernelName(spec._tag, spec)} in ${spec.groups}`,
  show: (spec) =>
    `groupedConv2d ${shownKernel(spec)}, ${spec.inChannels} to ${spec.outChannels} in ${spec.groups}${spec.bias ? ', bias' : ''}`,
  normalized: normalizedWeights,
  ...weightedPasses(
    (backend) => backend.conv2d,
    ({ stride, padding, dilation, groups }, { weight, ...rest }) => ({ filter: weight, stride, padding, dilation, groups, ...rest }),
  ),
}
