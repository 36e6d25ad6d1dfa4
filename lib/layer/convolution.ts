/**
 * What a 2-D convolution does, masked or not (`conv2d.ts` and `maskedConv2d.ts` construct them):
 *
 *     y[i, j, o] = bias[o] + sum over u, v, c of  x[i stride + u dilation - padding, j stride + v dilation - padding, c] * weight[u, v, c, o]
 *
 * a cross-correlation, as everywhere in this field, with zeros outside the map and the same padding on both sides of an axis
 * (PyTorch's rule; not TensorFlow's SAME, which differs at stride 2).
 */
import { either as E } from 'fp-ts'
import { heNormal, zeros } from '../random/initializers.js'
import { countProblem, type KnownCount } from '../shape/count.js'
import { finitePerAxis, horizontal, type PerAxis, vertical } from '../shape/perAxis.js'
import { finiteNumber, optional, trueOrFalse } from '../shape/kind.js'
import { channelsOf, elementCount, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { finite } from './arrayRule.js'
import { type Agree, type ArraySpec, type Definition, type Disagreement, isMap, type IsUnseen, type Named } from './definition.js'
import { type Kernel, kernelProblem, type KernelProblem } from './kernel.js'
import { kernelName, shownKernel } from './kernelName.js'
import { normalizedWeights } from './normalizedWeights.js'
import { convolving } from './weightedPasses.js'
import { tapsOf, type Windowed, windowed } from './windowed.js'

/** A window that makes channels of others. */
interface Sides extends Kernel {
  readonly inChannels: number
  readonly outChannels: number
}

/** What `conv2d` and `maskedConv2d` have in common. */
export interface Convolution extends Sides {
  readonly _tag: 'conv2d' | 'maskedConv2d'
  readonly bias: boolean
}

/** What no convolution can be, for callers that the compiler could not check. */
export const convolutionProblem = (spec: Sides): string | undefined =>
  countProblem(spec.inChannels, 'inChannels') ?? countProblem(spec.outChannels, 'outChannels') ?? kernelProblem(spec)

/** [height, width, inChannels] to [height', width', outChannels]; or what is wrong. */
export type ConvolutionShape<
  Input extends Shape,
  InChannels extends number,
  OutChannels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  Dilation extends PerAxis,
> =
  KernelProblem<KernelSize, Stride, Padding, Dilation> extends 'nothing'
    ? KnownCount<OutChannels, 'outChannels'> extends infer Made
      ? Made extends number
        ? Input extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
          ? Agree<Channels, InChannels> extends true
            ? Windowed<Input, Height, Width, Made, KernelSize, Stride, Padding, Dilation>
            : Disagreement<Channels, InChannels, 'channels'>
          : IsUnseen<Input> extends true
            ? [number, number, Made]
            : `expects [height,width,channels] but receives ${ShowShape<Input>}`
        : Made
      : never
    : KernelProblem<KernelSize, Stride, Padding, Dilation>

/** Run-time twin of `ConvolutionShape`. */
export const convolutionShape = (spec: Sides, input: Shape): E.Either<string, Shape> => {
  if (!isMap(input)) return E.left(`expects [height,width,channels] but receives ${showShape(input)}`)
  if (channelsOf(input) !== spec.inChannels) return E.left(`expects ${spec.inChannels} channels but receives ${channelsOf(input)}`)
  return windowed(input, spec.outChannels, spec)
}

/** Its arrays; He et al.'s initialization, by the fan-out as both papers' code has it. */
export const convolutionArrays = ({ kernelSize, inChannels, outChannels, bias }: Convolution): Named<ArraySpec> => ({
  weight: {
    role: 'weight',
    shape: [vertical(kernelSize), horizontal(kernelSize), inChannels, outChannels],
    axes: ['window', 'window', 'inputs', 'outputs'],
    holds: finite,
    initial: heNormal({ fan: 'out' }),
  },
  ...(bias && { bias: { role: 'bias', shape: [outChannels], axes: ['outputs'], holds: finite, initial: zeros } satisfies ArraySpec }),
})

/** What its description holds. */
export const convolutionFields = {
  inChannels: finiteNumber,
  outChannels: finiteNumber,
  kernelSize: finitePerAxis,
  stride: finitePerAxis,
  padding: finitePerAxis,
  dilation: optional(finitePerAxis),
  bias: trueOrFalse,
}

/** What the library knows of it. */
export const convolutionDefinition: Definition<Convolution> = {
  fields: convolutionFields,
  problem: convolutionProblem,
  outputShape: convolutionShape,
  arrays: convolutionArrays,
  multiplyAccumulates: (spec, _input, output) => elementCount(output) * tapsOf(spec) * spec.inChannels,
  channels: { _tag: 'made', count: (spec) => spec.outChannels },
  channelwise: false,
  withChannels: (spec, inChannels, outChannels) => ({ ...spec, inChannels, outChannels }),
  archName: (spec) => kernelName(spec._tag, spec),
  show: (spec) => `${spec._tag} ${shownKernel(spec)}, ${spec.inChannels} to ${spec.outChannels}${spec.bias ? ', bias' : ''}`,
  maskable: { weights: 'convolutions', masked: (spec) => ({ ...spec, _tag: 'maskedConv2d' }) },
  normalized: normalizedWeights,
  ...convolving((backend) => backend.conv2d),
}
