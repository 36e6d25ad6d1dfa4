/**
 * Pruning what a sum ties: the width that a ResNet's blocks share, in all layers that make it at once.
 *
 * Li et al. 2017, section 4.3, prune a stage's output by the filters of its projection shortcut ("ResNet-34-pruned-C"): `planTied` ranks by the
 * maker it is told, `cutTied` takes the same channels from every maker, batch norm and reader of the group.
 */
import { either as E, function as F } from 'fp-ts'
import { wellFormed } from '../network/admitted.js'
import { type Coupling, couplingOf } from '../network/coupling.js'
import type { AnyNetwork, Network } from '../network/network.js'
import { type Rearranged, rearranged } from '../network/rearranged.js'
import { known } from '../shape/invariant.js'
import { aNumber, aString, kind, listOf } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { type Criterion, criterionKind, scored, surveyed, tiedCandidates } from './criterion.js'
import { cutGroups } from './cut.js'
import { unevenProblem } from './evenness.js'
import { highestOf, sharesOf } from './evenShares.js'
import { keeper } from './keeper.js'
import { isGroup, keptProblem, type PlanError, type PlannedGroup } from './plan.js'

/** What a tied group keeps; `maker` is the path of one of the layers that make its channels. */
export interface TiedGroup extends PlannedGroup {
  readonly maker: string
}

/**
 * The highest channels of a tied group, ranked by the layer at this path alone: a shortcut's projection, say.
 *
 * A `Left` where no sum ties that layer's channels to others, for a width that is not a whole number from 1 to theirs, or for one that convolutions in groups cannot
 * share evenly.
 *
 * @example
 * const block = sum([conv2d(4, 6, { kernelSize: 1 })], [conv2d(4, 3), relu, conv2d(3, 6)])
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), block, globalAveragePool, linear(6, 2))(key(0))
 * F.pipe(network, planTied(l1Norm, '1.0.0', 2), E.map(({ kept }) => kept.length)) // => { _tag: 'Right', right: 2 }
 */
export const planTied = <Failure>(criterion: Criterion<Failure>, maker: string, width: number) => {
  checkedArgument('planTied', 'criterion', criterionKind, criterion)
  checkedArgument('planTied', 'maker', aString, maker)
  checkedArgument('planTied', 'width', aNumber, width)
  return (network: AnyNetwork): E.Either<PlanError | Failure, TiedGroup> => {
    const survey = surveyed(wellFormed('planTied', network))
    const candidates = tiedCandidates(survey, maker)
    if (candidates === undefined) return E.left(notTied(survey.coupling, maker))
    if (!(Number.isInteger(width) && width >= 1 && width <= candidates.width))
      return E.left({ _tag: 'BadTiedChannels', maker, problem: `${width} is not a width from 1 to ${candidates.width}` })
    const number = groupNumber(survey.coupling, maker)
    const { parts } = known(sharesOf(survey.coupling)[number])
    return F.pipe(
      scored(criterion, candidates),
      E.map((scores) => ({ maker, width: candidates.width, kept: highestOf(parts, scores, width) })),
      E.flatMap((tied) => {
        const uneven = unevenProblem(survey.coupling, keeper(survey.coupling, new Map([[number, tied.kept]])))
        return uneven === undefined ? E.right(tied) : E.left<PlanError>(uneven)
      }),
    )
  }
}

/**
 * The network with these tied groups narrowed. Tied widths are in no cfg, so it stays, and the type with it; names of layers show
 * them, so those are known at run time only.
 *
 * A `Left` where no sum ties a layer's channels (those of the cfg are for `cut`, others cannot be pruned), and for channels
 * that are not there.
 *
 * Law: as for `cut`, with the same channels of all makers masked after their normalization.
 *
 * @example
 * const block = sum([conv2d(4, 6, { kernelSize: 1 })], [conv2d(4, 3), relu, conv2d(3, 6)])
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), block, globalAveragePool, linear(6, 2))(key(0))
 * const slim = F.pipe(network, cutTied([{ maker: '1.0.0', width: 6, kept: [0, 5] }]), E.map(({ cfg, arch }) => [cfg, arch[1]]))
 * slim // => E.right([[4, 3], 'sum 2 (conv2d 1x1 | conv2d, relu, conv2d)'])
 */
export const cutTied =
  (tied: readonly TiedGroup[]) =>
  <Net extends AnyNetwork>(
    network: Net,
  ): E.Either<PlanError, Network<Net['input'], Net['output'], Net['cfg'], Rearranged<Net['arch']>>> => {
    checkedArgument('cutTied', 'tied', tiedGroups, tied)
    const coupling = couplingOf(wellFormed('cutTied', network).input, network.nodes)
    const problem = tied.map((one) => tiedProblem(coupling, one)).find((found) => found !== undefined)
    if (problem !== undefined) return E.left(problem)
    const kept = new Map(tied.map((one) => [groupNumber(coupling, one.maker), one.kept]))
    if (kept.size < tied.length)
      return E.left({ _tag: 'BadTiedChannels', maker: known(tied.at(-1)).maker, problem: 'another entry is of the same group' })
    const uneven = unevenProblem(coupling, keeper(coupling, kept))
    return uneven !== undefined ? E.left(uneven) : E.right(rearranged(network, cutGroups(coupling, network.nodes, kept)))
  }

const tiedGroups = listOf(
  'groups { maker, width, kept }',
  kind<TiedGroup>('a group', (value) => isGroup(value) && aString.is((value as TiedGroup).maker)),
)

const groupNumber = ({ groups }: Coupling, maker: string): number =>
  groups.findIndex(({ makers }) => makers.some(({ path }) => path === maker))

const tiedProblem = (coupling: Coupling, { maker, width, kept }: TiedGroup): PlanError | undefined => {
  const group = coupling.groups[groupNumber(coupling, maker)]
  if (group?.fate !== 'tied') return notTied(coupling, maker)
  if (width !== group.width)
    return { _tag: 'BadTiedChannels', maker, problem: `the plan is for ${width} channels, but the network has ${group.width} there` }
  const problem = kept.length === 0 ? 'a layer keeps at least 1' : keptProblem({ width, kept })
  return problem === undefined ? undefined : { _tag: 'BadTiedChannels', maker, problem }
}

const notTied = (coupling: Coupling, maker: string): PlanError => {
  const fate = coupling.groups[groupNumber(coupling, maker)]?.fate
  const otherwise = coupling.followers.has(maker) ? 'following' : 'absent'
  return { _tag: 'NotTied', maker, fate: fate === 'free' || fate === 'fixed' ? fate : otherwise }
}
