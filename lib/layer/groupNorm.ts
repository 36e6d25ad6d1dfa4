/** Group norm: `channelNorm.ts` says what norms over channels have in common. */
import type { GroupNormOptions } from '../engine/norms.js'
import { type Count, countProblem } from '../shape/count.js'
import { invariant, known } from '../shape/invariant.js'
import { finiteNumber } from '../shape/kind.js'
import type { Known } from '../shape/known.js'
import { checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { wholeBelow } from './arrayRule.js'
import { carrying } from './carried.js'
import { channelNorm, channelNormKinds, channelNormProblem, type ChannelNormSettings, withScaleAndShift } from './channelNorm.js'
import type { CarriedShape } from './channelRules.js'
import type { Definition, Named, Malformed } from './definition.js'
import { type EqualGroups, unequalGroups } from './equalGroups.js'

/** What `groupNorm` makes: a plain description, without arrays. */
export interface GroupNorm<out Channels extends number = number, out Groups extends number = number> {
  readonly _tag: 'groupNorm'
  readonly channels: Channels
  /** how many groups there were when it was made: pruning takes channels, and whole groups where all their channels go */
  readonly groups: Groups
  readonly epsilon: number
}

/**
 * Group norm of `channels` channels in `groups` groups of one size:  y = scale * (x - mean) / sqrt(variance + epsilon) + shift.
 *
 * Mean and biased variance are those of one group of channels over the whole map of one sample, in training and at rest, as in PyTorch, whose
 * `GroupNorm(groups, channels)` takes the two the other way round. One group is a layer norm of the whole map, as many groups as channels an
 * instance norm.
 *
 * scale, shift: each [channels]; membership [channels], the group of each, which surgery cuts with the channels: groups of a cut network may
 * differ in size. See docs/pruning.md.
 *
 * @see Wu and He 2018, "Group Normalization", section 3.1
 *
 * @example
 * groupNorm(64, 8).groups // => 8
 */
export const groupNorm = carrying(
  () => groupNormDefinition,
  <const Channels extends number, const Groups extends number>(
    channels: Count<Channels, 'channels'>,
    groups: EqualGroups<Channels, 'channels', Groups>,
    settings: ChannelNormSettings = {},
  ): GroupNorm<Channels, Groups> => {
    const { epsilon = 1e-5 } = checkedOptions('groupNorm', channelNormKinds, settings)
    const spec: GroupNorm = { _tag: 'groupNorm', channels: channels as number, groups: groups as number, epsilon }
    const problem = groupNormProblem(spec) ?? unequalGroups(spec.channels, 'channels', spec.groups)
    return problem === undefined ? (spec as GroupNorm<Channels, Groups>) : invariant(`groupNorm: ${problem}`)
  },
)

/** What no group norm can be, one that was cut included. */
const groupNormProblem = (spec: GroupNorm): string | undefined => channelNormProblem(spec) ?? countProblem(spec.groups, 'groups')

declare module './rule.js' {
  interface Layers {
    groupNorm: GroupNorm
  }
  interface ShapeRules<Spec, Input extends Shape> {
    groupNorm: Spec extends GroupNorm<infer Channels> ? CarriedShape<Input, Channels> : Malformed
  }
  interface Names<Spec> {
    groupNorm: Spec extends GroupNorm<number, infer Groups> ? `groupNorm ${Known<Groups>}` : never
  }
}

const optionsOf = ({ epsilon, groups }: GroupNorm, arrays: Named<GroupNormOptions['scale']>): GroupNormOptions => ({
  scale: known(arrays.scale),
  shift: known(arrays.shift),
  membership: known(arrays.membership),
  groups,
  epsilon,
})

/** What the library knows of it. */
export const groupNormDefinition: Definition<GroupNorm> = {
  ...channelNorm,
  fields: { ...channelNorm.fields, groups: finiteNumber },
  problem: groupNormProblem,
  arrays: (spec) => ({
    ...channelNorm.arrays(spec),
    membership: {
      role: 'membership',
      shape: [spec.channels],
      axes: ['outputs'],
      holds: wholeBelow(spec.groups),
      initial: (_key, [count = 0]) => Float32Array.from({ length: count }, (_, channel) => Math.floor((channel * spec.groups) / count)),
    },
  }),
  withChannels: (spec, _inputs, channels) => ({ ...spec, channels }),
  archName: ({ groups }) => `groupNorm ${groups}`,
  show: ({ channels, groups }) => `groupNorm ${groups}, ${channels}`,
  evaluate: (backend, spec, arrays, input) => backend.groupNorm.apply(input, optionsOf(spec, arrays)),
  differentiate: (backend, spec, arrays, input) => withScaleAndShift(backend.groupNorm.differentiate(input, optionsOf(spec, arrays))),
}
