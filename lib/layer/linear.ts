/**
 * Fully connected layer:  y[o] = bias[o] + sum over i of  x[i] * weight[i, o]
 */
import { either as E } from 'fp-ts'
import { fanInUniform, normalOf, zeros } from '../random/initializers.js'
import { type Count, countProblem, type KnownCount } from '../shape/count.js'
import { isFinite32 } from '../shape/float32.js'
import { invariant } from '../shape/invariant.js'
import { aNumber, finiteNumber, optional, trueOrFalse, type Kinds } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { finite } from './arrayRule.js'
import type { Agree, ArraySpec, Definition, Disagreement, IsUnseen, Named, Malformed } from './definition.js'
import { normalizedWeights } from './normalizedWeights.js'
import { weightedPasses } from './weightedPasses.js'

/** What `linear` makes: a plain description, without arrays. */
export interface Linear<out InFeatures extends number = number, out OutFeatures extends number = number> {
  readonly _tag: 'linear'
  readonly inFeatures: InFeatures
  readonly outFeatures: OutFeatures
  readonly bias: boolean
  readonly initialDeviation?: number | undefined
}

/** The options of `linear`. */
export interface LinearOptions {
  /** default true */
  readonly bias?: boolean | undefined
  /** weights start normal with this deviation and biases at 0, as the code of VGGs has it (0.01); default uniform, as PyTorch's */
  readonly initialDeviation?: number | undefined
}

/**
 * A fully connected layer from `inFeatures` to `outFeatures`.
 *
 * weight [inFeatures, outFeatures], bias [outFeatures]; both start uniform within 1 / sqrt(inFeatures), as PyTorch's do, by default.
 *
 * @example
 * linear(3136, 10).outFeatures // => 10
 */
export const linear = carrying(
  () => linearDefinition,
  <const InFeatures extends number, const OutFeatures extends number>(
    inFeatures: Count<InFeatures, 'inFeatures'>,
    outFeatures: Count<OutFeatures, 'outFeatures'>,
    options: LinearOptions = {},
  ): Linear<InFeatures, OutFeatures> => {
    const { bias = true, initialDeviation } = checkedOptions('linear', optionKinds, options)
    const plain: Linear = { _tag: 'linear', inFeatures: inFeatures as number, outFeatures: outFeatures as number, bias }
    const spec = initialDeviation === undefined ? plain : { ...plain, initialDeviation }
    const problem = linearProblem(spec)
    return problem === undefined ? (spec as Linear<InFeatures, OutFeatures>) : invariant(`linear: ${problem}`)
  },
)

const optionKinds: Kinds<LinearOptions> = { bias: optional(trueOrFalse), initialDeviation: optional(aNumber) }

/** What `linear` and `maskedLinear` have in common. */
export interface FullyConnected {
  readonly _tag: 'linear' | 'maskedLinear'
  readonly inFeatures: number
  readonly outFeatures: number
  readonly bias: boolean
  readonly initialDeviation?: number | undefined
}

/** No draw of a normal distribution is so many deviations from its mean. */
const farthest = 7

/** What no linear layer can be, for callers that the compiler could not check. */
const linearProblem = ({ inFeatures, outFeatures, initialDeviation = 0 }: FullyConnected): string | undefined =>
  countProblem(inFeatures, 'inFeatures') ??
  countProblem(outFeatures, 'outFeatures') ??
  (initialDeviation >= 0 && isFinite32(farthest * initialDeviation)
    ? undefined
    : `initialDeviation is ${initialDeviation}, not a deviation of float32 numbers`)

/** [inFeatures] to [outFeatures]; or what is wrong. */
export type LinearShape<Input extends Shape, InFeatures extends number, OutFeatures extends number> = Input extends readonly [
  infer Features extends number,
]
  ? Agree<Features, InFeatures> extends true
    ? Answer<OutFeatures>
    : Disagreement<Features, InFeatures, 'features'>
  : IsUnseen<Input> extends true
    ? Answer<OutFeatures>
    : `expects [features] but receives ${ShowShape<Input>}`

type Answer<OutFeatures extends number> =
  KnownCount<OutFeatures, 'outFeatures'> extends infer Made ? (Made extends number ? [Made] : Made) : never

/** Run-time twin of `LinearShape`. */
const linearShape = (spec: FullyConnected, input: Shape): E.Either<string, Shape> =>
  input.length !== 1
    ? E.left(`expects [features] but receives ${showShape(input)}`)
    : input[0] === spec.inFeatures
      ? E.right([spec.outFeatures])
      : E.left(`expects ${spec.inFeatures} features but receives ${input[0]}`)

const linearArrays = ({ inFeatures, outFeatures, bias, initialDeviation }: FullyConnected): Named<ArraySpec> => {
  const uniform = fanInUniform({ fanIn: inFeatures })
  const [weights, biases] = initialDeviation === undefined ? [uniform, uniform] : [normalOf(initialDeviation), zeros]
  return {
    weight: { role: 'weight', shape: [inFeatures, outFeatures], axes: ['inputs', 'outputs'], holds: finite, initial: weights },
    ...(bias && { bias: { role: 'bias', shape: [outFeatures], axes: ['outputs'], holds: finite, initial: biases } satisfies ArraySpec }),
  }
}

declare module './rule.js' {
  interface Layers {
    linear: Linear
  }
  interface ShapeRules<Spec, Input extends Shape> {
    linear: Spec extends Linear<infer InFeatures, infer OutFeatures> ? LinearShape<Input, InFeatures, OutFeatures> : Malformed
  }
  interface Makers {
    linear: 'made'
  }
}

/** What the library knows of it. */
export const linearDefinition: Definition<FullyConnected> = {
  fields: { inFeatures: finiteNumber, outFeatures: finiteNumber, bias: trueOrFalse, initialDeviation: optional(finiteNumber) },
  problem: linearProblem,
  outputShape: linearShape,
  arrays: linearArrays,
  multiplyAccumulates: (spec) => spec.inFeatures * spec.outFeatures,
  channels: { _tag: 'made', count: (spec) => spec.outFeatures },
  channelwise: false,
  withChannels: (spec, inFeatures, outFeatures) => ({ ...spec, inFeatures, outFeatures }),
  archName: (spec) => spec._tag,
  show: (spec) => `${spec._tag}, ${spec.inFeatures} to ${spec.outFeatures}${spec.bias ? '' : ', no bias'}`,
  maskable: { weights: 'linear', masked: (spec) => ({ ...spec, _tag: 'maskedLinear' }) },
  normalized: normalizedWeights,
  ...weightedPasses(
    (backend) => backend.linear,
    (_spec, weights) => weights,
  ),
}
