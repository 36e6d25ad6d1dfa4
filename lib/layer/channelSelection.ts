/**
 * Channel selection: some of the channels, by position; the others stay behind.
 *
 *     y[..., i] = x[..., positions[i]]
 *
 * It stands where a width cannot be pruned because a sum or a concatenation needs it, while what reads it can do with less: behind the
 * first batch norm of a pre-activation block, or of a dense layer. Positions are constants: neither trained nor counted as parameters.
 *
 * @see Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming", section 3 (cross layer connections)
 */
import { either as E } from 'fp-ts'
import type { Checked, Counts, Verdict, Verdicts } from '../shape/checked.js'
import { type Count, type CountProblem, countProblem } from '../shape/count.js'
import { invariant, known } from '../shape/invariant.js'
import { finiteNumber } from '../shape/kind.js'
import type { Known } from '../shape/known.js'
import type { FitsIn } from '../shape/natural.js'
import { channelsOf, type ChannelsOf, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { ascendingBelow } from './arrayRule.js'
import { withoutArrays } from './carrier.js'
import type { Agree, Definition, Disagreement, IsUnseen, Malformed } from './definition.js'

/** What `channelSelection` makes: a plain description; which channels are selected is in its array. */
export interface ChannelSelection<out InChannels extends number = number, out OutChannels extends number = number> {
  readonly _tag: 'channelSelection'
  readonly inChannels: InChannels
  readonly outChannels: OutChannels
}

/**
 * A selection of `outChannels` of `inChannels` channels; all of them by default, and the first ones until pruning decides.
 *
 * positions [outChannels], whole numbers, ascending. Pruning narrows `outChannels`, never `inChannels`.
 *
 * @example
 * const body = [batchNorm(16), channelSelection(16), relu, conv2d(16, 16)] as const
 * const network = sequential(input(8, 8, 3), conv2d(3, 16), residual(...body), globalAveragePool, linear(16, 10))(key(0))
 * network.cfg // => [16]
 */
export const channelSelection = carrying(
  () => channelSelectionDefinition,
  <const InChannels extends number, const OutChannels extends number = InChannels>(
    inChannels: Count<InChannels, 'inChannels'>,
    outChannels?: SelectedCount<OutChannels, InChannels>,
  ): ChannelSelection<InChannels, OutChannels> => {
    const spec: ChannelSelection = {
      _tag: 'channelSelection',
      inChannels: inChannels as number,
      outChannels: (outChannels ?? inChannels) as number,
    }
    const problem = selectionProblem(spec)
    return problem === undefined ? (spec as ChannelSelection<InChannels, OutChannels>) : invariant(`channelSelection: ${problem}`)
  },
)

const selectionProblem = ({ inChannels, outChannels }: ChannelSelection): string | undefined =>
  countProblem(inChannels, 'inChannels') ??
  countProblem(outChannels, 'outChannels') ??
  (outChannels <= inChannels ? undefined : `outChannels is ${outChannels}, more than the ${inChannels} it selects from`)

/** The input's shape with `OutChannels` channels; or what is wrong. */
export type SelectionShape<Input extends Shape, InChannels extends number, OutChannels extends number> =
  SelectedCount<OutChannels, InChannels> extends infer Problem extends string
    ? Problem
    : Agree<ChannelsOf<Input>, InChannels> extends true
      ? Input extends readonly [infer Height extends number, infer Width extends number, number]
        ? [Height, Width, Known<OutChannels>]
        : IsUnseen<Input> extends true
          ? Input
          : [Known<OutChannels>]
      : Disagreement<ChannelsOf<Input>, InChannels, 'channels'>

/** `OutChannels` itself where it is a count, and no more than there are to select from; else the sentence. */
type SelectedCount<OutChannels extends number, InChannels extends number> = unknown extends Counts[`${OutChannels}`]
  ? Checked<
      OutChannels,
      Verdicts[Verdict<IsAtMost<OutChannels, InChannels>>],
      `outChannels is ${OutChannels}, more than the ${InChannels} it selects from`
    >
  : CountProblem<OutChannels, 'outChannels'>

type IsAtMost<OutChannels, InChannels> = number extends OutChannels | InChannels ? true : FitsIn<OutChannels, InChannels>

declare module './rule.js' {
  interface Layers {
    channelSelection: ChannelSelection
  }
  interface ShapeRules<Spec, Input extends Shape> {
    channelSelection: Spec extends ChannelSelection<infer InChannels, infer OutChannels>
      ? SelectionShape<Input, InChannels, OutChannels>
      : Malformed
  }
  interface Names<Spec> {
    channelSelection: Spec extends ChannelSelection<infer InChannels> ? `channelSelection ${Known<InChannels>}` : never
  }
  interface Makers {
    channelSelection: 'selected'
  }
}

/** What the library knows of it. */
export const channelSelectionDefinition: Definition<ChannelSelection> = {
  fields: { inChannels: finiteNumber, outChannels: finiteNumber },
  problem: selectionProblem,
  outputShape: ({ inChannels, outChannels }, input) =>
    channelsOf(input) === inChannels
      ? E.right([...input.slice(0, -1), outChannels])
      : E.left(`expects ${inChannels} channels but receives ${channelsOf(input)}`),
  arrays: ({ inChannels, outChannels }) => ({
    positions: {
      role: 'positions',
      shape: [outChannels],
      axes: ['outputs'],
      holds: ascendingBelow(inChannels),
      moduleName: 'indexes',
      initial: (_key, [count]) => Float32Array.from({ length: count ?? 0 }, (_, at) => at),
    },
  }),
  multiplyAccumulates: () => 0,
  channels: { _tag: 'selected', count: ({ outChannels }) => outChannels },
  channelwise: false,
  keepsZero: () => true,
  withChannels: (spec, inChannels, outChannels) => ({ ...spec, inChannels, outChannels }),
  archName: ({ inChannels }) => `channelSelection ${inChannels}`,
  show: ({ inChannels, outChannels }) => `channelSelection, ${outChannels} of ${inChannels}`,
  otherParameters: ({ inChannels }) => inChannels,
  evaluate: (backend, _spec, { positions }, input) => backend.selectChannels.apply(input, known(positions)),
  differentiate: (backend, _spec, { positions }, input) => withoutArrays(backend.selectChannels.differentiate(input, known(positions))),
}
