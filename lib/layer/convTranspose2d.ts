/**
 * Transposed 2-D convolution, which makes maps larger: each cell of the input is spread over a window of the output, windows that overlap are added up,
 *
 *     y[i stride + u dilation - padding, j stride + v dilation - padding, o] = bias[o] + sum over all such i, j, u, v and c of  x[i, j, c] * weight[u, v, o, c]
 *
 * It is the input gradient of the convolution that goes the other way (hence the name; it undoes no convolution), by that convolution's filter, and computed by
 * its kernels: `engine/transposed.ts`. PyTorch's `ConvTranspose2d`.
 *
 * @see Zeiler et al. 2010, "Deconvolutional networks"; Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 4
 */
import { either as E } from 'fp-ts'
import { heNormal, zeros } from '../random/initializers.js'
import { type Count, countProblem, type KnownCount } from '../shape/count.js'
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { invariant } from '../shape/invariant.js'
import { finiteNumber, optional, trueOrFalse } from '../shape/kind.js'
import { finitePerAxis, horizontal, type PerAxis, vertical } from '../shape/perAxis.js'
import { channelsOf, elementCount, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { finite } from './arrayRule.js'
import { carrying } from './carried.js'
import type { WithDilation } from './convolutionOptions.js'
import { type Agree, type ArraySpec, type Definition, type Disagreement, isMap, type IsUnseen, type Malformed } from './definition.js'
import { normalizedRuns } from './normalizedWeights.js'
import {
  type AnyTransposedOptions,
  type DilatedTransposed,
  givenTransposed,
  shownTransposed,
  type Spread,
  spreadShape,
  type TransposedKernel,
  type TransposedName,
  transposedName,
  type TransposedOptions,
  type TransposedProblem,
  transposedProblem,
} from './transposedWindow.js'
import { weightedPasses } from './weightedPasses.js'
import { tapsOf } from './windowed.js'

/** What `convTranspose2d` makes: a plain description, without arrays. */
export interface ConvTranspose2d<
  out InChannels extends number = number,
  out OutChannels extends number = number,
  out KernelSize extends PerAxis = PerAxis,
  out Stride extends PerAxis = PerAxis,
  out Padding extends PerAxis = PerAxis,
  out OutputPadding extends PerAxis = PerAxis,
> {
  readonly _tag: 'convTranspose2d'
  readonly inChannels: InChannels
  readonly outChannels: OutChannels
  readonly kernelSize: KernelSize
  readonly stride: Stride
  readonly padding: Padding
  readonly outputPadding: OutputPadding
  /** a layer whose taps lie apart is `Dilated` */
  readonly dilation?: 1
  readonly bias: boolean
}

/** What run time sees of it. */
interface Transposed extends TransposedKernel {
  readonly _tag: 'convTranspose2d'
  readonly inChannels: number
  readonly outChannels: number
  readonly bias: boolean
}

/** A transposed 2x2 convolution of stride 2, which doubles a map, without a bias. */
function constructed<const InChannels extends number, const OutChannels extends number>(
  inChannels: Count<InChannels, 'inChannels'>,
  outChannels: Count<OutChannels, 'outChannels'>,
): ConvTranspose2d<InChannels, OutChannels, 2, 2, 0, 0>
/**
 * A transposed convolution; 2x2 and stride 2, without a bias by default.
 * Each option of its window is a number for both axes or two, [vertical, horizontal].
 */
function constructed<
  const InChannels extends number,
  const OutChannels extends number,
  const Given extends AnyTransposedOptions | undefined,
>(
  inChannels: Count<InChannels, 'inChannels'>,
  outChannels: Count<OutChannels, 'outChannels'>,
  options: Inferring<Given, TransposedOptions<Given>>,
): Made<
  InChannels,
  OutChannels,
  OptionOr<OptionIn<Given, 'kernelSize'>, PerAxis, 2>,
  OptionOr<OptionIn<Given, 'stride'>, PerAxis, 2>,
  OptionOr<OptionIn<Given, 'padding'>, PerAxis, 0>,
  OptionOr<OptionIn<Given, 'outputPadding'>, PerAxis, 0>,
  OptionOr<OptionIn<Given, 'dilation'>, PerAxis, 1>
>
function constructed(inChannels: number, outChannels: number, options: AnyTransposedOptions = {}): Transposed {
  const spec: Transposed = { _tag: 'convTranspose2d', inChannels, outChannels, ...givenTransposed('convTranspose2d', options) }
  const problem = problemOf(spec)
  return problem === undefined ? spec : invariant(`convTranspose2d: ${problem}`)
}

/**
 * A transposed convolution from `inChannels` to `outChannels`; 2x2 and stride 2, which doubles a map, without a bias by default. A side becomes
 * (side - 1) stride - 2 padding + dilation (kernelSize - 1) + outputPadding + 1. Each option of its window is a number for both axes or two, [vertical,
 * horizontal]. Weights start normal with deviation sqrt(2 / (kernelSize^2 * outChannels)), by the outputs that one input feeds.
 *
 * weight [kernelHeight, kernelWidth, outChannels, inChannels], the filter of the convolution that goes the other way (TensorFlow's layout; PyTorch's is
 * [inChannels, outChannels, kernelHeight, kernelWidth]), bias [outChannels]
 *
 * There is no masked one: `maskSmallest` leaves it as it is.
 *
 * @example
 * const network = sequential(input(8, 8, 3), conv2d(3, 16, { stride: 2 }), batchNorm(16), relu, convTranspose2d(16, 8), relu, conv2d(8, 1))
 * network(key(0)).output // => [8, 8, 1]
 * network.cfg // => [16, 8]
 * @example
 * convTranspose2d(16, 8, { kernelSize: 3, padding: 1, outputPadding: 1 }).stride // => 2
 */
export const convTranspose2d = carrying(() => convTranspose2dDefinition, constructed)

type Made<
  InChannels extends number,
  OutChannels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  OutputPadding extends PerAxis,
  Dilation extends PerAxis,
> = WithDilation<ConvTranspose2d<InChannels, OutChannels, KernelSize, Stride, Padding, OutputPadding>, KernelSize, Dilation>

const problemOf = (spec: Transposed): string | undefined =>
  countProblem(spec.inChannels, 'inChannels') ?? countProblem(spec.outChannels, 'outChannels') ?? transposedProblem(spec)

/** [height, width, inChannels] to [height', width', outChannels]; or what is wrong. */
export type ConvTranspose2dShape<
  Input extends Shape,
  InChannels extends number,
  OutChannels extends number,
  KernelSize extends PerAxis,
  Stride extends PerAxis,
  Padding extends PerAxis,
  OutputPadding extends PerAxis,
  Dilation extends PerAxis,
> =
  TransposedProblem<KernelSize, Stride, Padding, OutputPadding, Dilation> extends 'nothing'
    ? KnownCount<OutChannels, 'outChannels'> extends infer Made
      ? Made extends number
        ? Input extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
          ? Agree<Channels, InChannels> extends true
            ? Spread<Input, Height, Width, Made, KernelSize, Stride, Padding, OutputPadding, Dilation>
            : Disagreement<Channels, InChannels, 'channels'>
          : IsUnseen<Input> extends true
            ? [number, number, Made]
            : `expects [height,width,channels] but receives ${ShowShape<Input>}`
        : Made
      : never
    : TransposedProblem<KernelSize, Stride, Padding, OutputPadding, Dilation>

/** Run-time twin of `ConvTranspose2dShape`. */
const shapeOf = (spec: Transposed, input: Shape): E.Either<string, Shape> => {
  if (!isMap(input)) return E.left(`expects [height,width,channels] but receives ${showShape(input)}`)
  if (channelsOf(input) !== spec.inChannels) return E.left(`expects ${spec.inChannels} channels but receives ${channelsOf(input)}`)
  return spreadShape(input, spec.outChannels, spec)
}

declare module './rule.js' {
  interface Layers {
    convTranspose2d: Transposed
  }
  interface ShapeRules<Spec, Input extends Shape> {
    convTranspose2d: Spec extends ConvTranspose2d<
      infer InChannels,
      infer OutChannels,
      infer KernelSize,
      infer Stride,
      infer Padding,
      infer OutputPadding
    >
      ? ConvTranspose2dShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding, OutputPadding, 1>
      : Spec extends DilatedTransposed<
            infer InChannels,
            infer OutChannels,
            infer KernelSize,
            infer Stride,
            infer Padding,
            infer OutputPadding,
            infer Dilation
          >
        ? ConvTranspose2dShape<Input, InChannels, OutChannels, KernelSize, Stride, Padding, OutputPadding, Dilation>
        : Malformed
  }
  interface Names<Spec> {
    convTranspose2d: Spec extends ConvTranspose2d<number, number, infer KernelSize, infer Stride, infer Padding, infer OutputPadding>
      ? TransposedName<'convTranspose2d', KernelSize, Stride, Padding, OutputPadding, 1>
      : Spec extends DilatedTransposed<number, number, infer KernelSize, infer Stride, infer Padding, infer OutputPadding, infer Dilation>
        ? TransposedName<'convTranspose2d', KernelSize, Stride, Padding, OutputPadding, Dilation>
        : never
  }
  interface Makers {
    convTranspose2d: 'made'
  }
}

/** What the library knows of it. */
export const convTranspose2dDefinition: Definition<Transposed> = {
  fields: {
    inChannels: finiteNumber,
    outChannels: finiteNumber,
    kernelSize: finitePerAxis,
    stride: finitePerAxis,
    padding: finitePerAxis,
    outputPadding: finitePerAxis,
    dilation: optional(finitePerAxis),
    bias: trueOrFalse,
  },
  problem: problemOf,
  outputShape: shapeOf,
  arrays: ({ kernelSize, inChannels, outChannels, bias }) => ({
    weight: {
      role: 'weight',
      shape: [vertical(kernelSize), horizontal(kernelSize), outChannels, inChannels],
      axes: ['window', 'window', 'outputs', 'inputs'],
      holds: finite,
      initial: heNormal({ fan: 'in' }), // of the convolution that goes the other way: what one input feeds here
      moduleAxes: ['inputs', 'outputs', 'window'],
    },
    ...(bias && { bias: { role: 'bias', shape: [outChannels], axes: ['outputs'], holds: finite, initial: zeros } satisfies ArraySpec }),
  }),
  multiplyAccumulates: (spec, input) => elementCount(input) * tapsOf(spec) * spec.outChannels,
  channels: { _tag: 'made', count: (spec) => spec.outChannels },
  channelwise: false,
  withChannels: (spec, inChannels, outChannels) => ({ ...spec, inChannels, outChannels }),
  archName: (spec) => transposedName(spec._tag, spec),
  show: (spec) => `${spec._tag} ${shownTransposed(spec)}, ${spec.inChannels} to ${spec.outChannels}${spec.bias ? ', bias' : ''}`,
  normalized: normalizedRuns(({ inChannels }) => inChannels),
  ...weightedPasses(
    (backend) => backend.convTranspose2d,
    ({ stride, padding, outputPadding, dilation }, { weight, ...rest }) => ({
      filter: weight,
      ...{ stride, padding, outputPadding, dilation },
      ...rest,
    }),
  ),
}
