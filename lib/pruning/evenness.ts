/**
 * What convolutions in groups ask of pruning: of each group of channels that such a layer reads, and of each that it makes, as many stay as of every other.
 *
 * Which channels these are follows from the coupling: a layer's groups are equal parts of its streams. Where a stream holds channels of several entries of the cfg, side by
 * side, these can only be narrowed together.
 */
import type { Coupling } from '../network/coupling.js'
import type { Stream } from '../network/stream.js'
import { keeper, type Keeps, plannedKept } from './keeper.js'

/** A convolution in groups would keep more channels of one group than of another. */
export interface UnevenGroups {
  readonly _tag: 'UnevenGroups'
  readonly path: string
  readonly does: 'reads' | 'makes'
  /** what would stay of each group */
  readonly counts: readonly number[]
}

/** The groups of what a layer reads, or of what it makes. */
interface EvenParts extends Pick<UnevenGroups, 'path' | 'does'> {
  readonly parts: readonly Stream[]
}

/** Of every layer in groups. */
export const evenParts = ({ streams }: Coupling): readonly EvenParts[] =>
  [...streams].flatMap(([path, { inputs, outputs, groups }]) =>
    groups === 1
      ? []
      : [
          { path, does: 'reads', parts: partsOf(inputs, groups) },
          { path, does: 'makes', parts: partsOf(outputs, groups) },
        ],
  )

const partsOf = (stream: Stream, groups: number): readonly Stream[] => {
  const size = stream.length / groups
  return Array.from({ length: groups }, (_, group) => stream.slice(group * size, (group + 1) * size))
}

/** Numbers of the groups of coupled channels that such a layer reads or makes. */
export const sharedGroups = (coupling: Coupling): ReadonlySet<number> =>
  new Set(
    evenParts(coupling).flatMap(({ parts }) => parts.flat().flatMap((label) => (label === undefined ? [] : [coupling.groupOf(label)]))),
  )

/** The first layer whose groups would not keep equally many channels; undefined if all would. */
export const unevenProblem = (coupling: Coupling, keeps: Keeps): UnevenGroups | undefined =>
  evenParts(coupling)
    .map(
      ({ path, does, parts }): UnevenGroups => ({
        _tag: 'UnevenGroups',
        path,
        does,
        counts: parts.map((part) => part.filter(keeps).length),
      }),
    )
    .find(({ counts }) => counts.some((count) => count !== counts[0]))

/** The same of a plan, by its groups, that goes with the cfg. */
export const unevenPlan = (coupling: Coupling, planned: readonly { readonly kept: readonly number[] }[]): UnevenGroups | undefined =>
  unevenProblem(coupling, keeper(coupling, plannedKept(coupling, planned)))

/** One sentence for a person. */
export const unevenMessage = ({ path, does, counts }: UnevenGroups): string =>
  `layer ${path} would ${does === 'reads' ? 'read' : 'make'} [${counts.join(', ')}] channels in its ${counts.length} groups: every group must keep the same number`
