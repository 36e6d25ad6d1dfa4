/**
 * Fully connected layer:  y[o] = bias[o] + sum over i of  x[i] * weight[i, o]
 */
import { either as E } from 'fp-ts'
import { fanInUniform } from '../random/initializers.js'
import { type Count, countProblem } from '../shape/count.js'
import { invariant, known } from '../shape/invariant.js'
import { type Shape, type ShowShape, showShape } from '../shape/shape.js'
import type { Agree, ArraySpec, Definition, Named } from './definition.js'

/** What `linear` makes: a plain description, without arrays. */
export interface Linear<InFeatures extends number = number, OutFeatures extends number = number> {
  readonly _tag: 'linear'
  readonly inFeatures: InFeatures
  readonly outFeatures: OutFeatures
  readonly bias: boolean
}

/** The options of `linear`. */
export interface LinearOptions {
  /** default true */
  readonly bias?: boolean
}

/**
 * A fully connected layer from `inFeatures` to `outFeatures`.
 *
 * weight [inFeatures, outFeatures], bias [outFeatures]; both start uniform within 1 / sqrt(inFeatures), as PyTorch's do.
 *
 * @example
 * linear(3136, 10).outFeatures // => 10
 */
export const linear = <const InFeatures extends number, const OutFeatures extends number>(
  inFeatures: Count<InFeatures, 'inFeatures'>,
  outFeatures: Count<OutFeatures, 'outFeatures'>,
  options: LinearOptions = {},
): Linear<InFeatures, OutFeatures> => {
  const spec: Linear = { _tag: 'linear', inFeatures: inFeatures as number, outFeatures: outFeatures as number, bias: options.bias ?? true }
  const problem = linearProblem(spec)
  return problem === undefined ? (spec as Linear<InFeatures, OutFeatures>) : invariant(`linear: ${problem}`)
}

/** What `linear` and `maskedLinear` have in common. */
export interface FullyConnected {
  readonly _tag: 'linear' | 'maskedLinear'
  readonly inFeatures: number
  readonly outFeatures: number
  readonly bias: boolean
}

/** What no linear layer can be, for callers that the compiler could not check. */
const linearProblem = (spec: FullyConnected): string | undefined =>
  countProblem(spec.inFeatures, 'inFeatures') ?? countProblem(spec.outFeatures, 'outFeatures')

/** [inFeatures] to [outFeatures]; or what is wrong. */
export type LinearShape<Input extends Shape, InFeatures extends number, OutFeatures extends number> = Input extends readonly [
  infer Features extends number,
]
  ? Agree<Features, InFeatures> extends true
    ? [OutFeatures]
    : `expects ${InFeatures} features but receives ${Features}`
  : `expects [features] but receives ${ShowShape<Input>}`

/** Run-time twin of `LinearShape`. */
const linearShape = (spec: FullyConnected, input: Shape): E.Either<string, Shape> =>
  input.length !== 1
    ? E.left(`expects [features] but receives ${showShape(input)}`)
    : input[0] === spec.inFeatures
      ? E.right([spec.outFeatures])
      : E.left(`expects ${spec.inFeatures} features but receives ${input[0]}`)

const linearArrays = ({ inFeatures, outFeatures, bias }: FullyConnected): Named<ArraySpec> => ({
  weight: { role: 'weight', shape: [inFeatures, outFeatures], axes: ['inputs', 'outputs'], initial: fanInUniform() },
  ...(bias && {
    bias: { role: 'bias', shape: [outFeatures], axes: ['outputs'], initial: fanInUniform({ fanIn: inFeatures }) } satisfies ArraySpec,
  }),
})

/** Its row in the table of `layer.ts`. */
export const linearDefinition: Definition<FullyConnected> = {
  problem: linearProblem,
  outputShape: linearShape,
  arrays: linearArrays,
  multiplyAccumulates: (spec) => spec.inFeatures * spec.outFeatures,
  channels: { _tag: 'made', count: (spec) => spec.outFeatures },
  withChannels: (spec, inFeatures, outFeatures) => ({ ...spec, inFeatures, outFeatures }),
  archName: (spec) => spec._tag,
  show: (spec) => `${spec._tag}, ${spec.inFeatures} to ${spec.outFeatures}${spec.bias ? '' : ', no bias'}`,
  evaluate: (backend, _spec, { weight, bias }, input) =>
    backend.linear.apply(input, { weight: known(weight), bias, needsInputGradient: false }),
  differentiate: (backend, _spec, { weight, bias }, input, { needsInputGradient }) => {
    const [output, pullback] = backend.linear.differentiate(input, { weight: known(weight), bias, needsInputGradient })
    return {
      output,
      pullback: (outputGradient) => {
        const gradients = pullback(outputGradient)
        return { input: gradients.input, arrays: { weight: gradients.weight, ...(gradients.bias && { bias: gradients.bias }) } }
      },
      statistics: {},
    }
  },
}
