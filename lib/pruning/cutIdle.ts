/**
 * Surgery for plans that empty layers: a branch of a sum that has nothing left to add goes as a whole, and what it was added to stays.
 *
 * When exactly does a branch add nothing? Not as soon as a layer inside has lost all its channels: the next one gives its bias then, a batch
 * norm its shift - mean * scale / deviation, and the branch adds a constant. It adds 0 if its *last* layer that makes channels receives
 * none and has no bias, and everything behind that layer keeps 0 at 0 (rectifiers and pools do, and gates; a batch norm does not).
 * So pre-activation bottlenecks can go, when their last batch norm is emptied; post-activation blocks, which end in a batch norm, cannot.
 */
import { either as E } from 'fp-ts'
import { definitionOf } from '../layer/layer.js'
import { wellFormed } from '../network/admitted.js'
import { branchPath } from '../network/branching.js'
import { type Coupling, couplingOf } from '../network/coupling.js'
import type { AnyNetwork, Network, Node } from '../network/network.js'
import { namesOf } from '../network/rearranged.js'
import { networkOf } from '../network/sequential.js'
import { known } from '../shape/invariant.js'
import { cutGroups } from './cut.js'
import { unevenPlan } from './evenness.js'
import { type KeptChannels, plannedKept } from './keeper.js'
import { placeIn, type Plan, type PlanError, planProblem } from './plan.js'

/**
 * As `cut`, for a plan that may leave an entry nothing (`planBySlimming` with `mayEmpty`): branches that add nothing any more are taken out,
 * so that a residual block becomes the identity and a block with a projection its projection.
 *
 * The cfg loses the entries of what goes, and gains widths that only its sum tied: its length is known at run time only, and so are the
 * names of the layers. A `Left` where an emptied layer's branch still adds something, or is not one of a sum; or as for `cut`.
 *
 * Law: as for `cut`.
 *
 * @see Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming", section 3; its code crashes there
 * @example
 * const block = residual(batchNorm(4), relu, conv2d(4, 3), batchNorm(3), relu, conv2d(3, 4))
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), block, globalAveragePool, linear(4, 2))(key(0))
 * const slim = F.pipe(network, cutIdle({ groups: [{ width: 3, kept: [] }] }), E.map(({ cfg, arch }) => [cfg, arch]))
 * slim // => E.right([[4], ['conv2d', 'globalAveragePool', 'linear']])
 */
export const cutIdle =
  (plan: Plan) =>
  <Net extends AnyNetwork>(
    network: Net,
  ): E.Either<PlanError, Network<Net['input'], Net['output'], readonly number[], readonly string[]>> => {
    const { input, output, nodes } = wellFormed('cutIdle', network)
    const coupling = couplingOf(input, nodes)
    const problem = planProblem('cutIdle', network.cfg, plan, { mayEmpty: true }) ?? unevenPlan(coupling, plan.groups)
    if (problem !== undefined) return E.left(problem)
    const kept = plannedKept(coupling, plan.groups)
    const idle = idleBranches(nodes, starvedBy(coupling, kept))
    const emptied = plan.groups.findIndex(
      (group, index) => group.kept.length === 0 && !idle.some((branch) => makerOf(coupling, index).startsWith(branch)),
    )
    if (emptied !== -1)
      return E.left({
        _tag: 'EmptiedLayer',
        index: placeIn(network.cfg, emptied),
        width: known(plan.groups[emptied]).width,
        kept: 0,
      })
    const remaining = withoutBranches(cutGroups(coupling, nodes, kept), new Set(idle))
    return E.right(networkOf(input, output, namesOf(input, remaining), remaining))
  }

const makerOf = ({ groups }: Coupling, index: number): string => known(groups.filter(({ fate }) => fate === 'free')[index]?.makers[0]).path

/** Whether all that a layer receives is gone. */
type Starved = (path: string) => boolean

const starvedBy =
  ({ streams, groupOf }: Coupling, kept: KeptChannels): Starved =>
  (path) =>
    known(streams.get(path), path).inputs.every((label) => label !== undefined && kept.get(groupOf(label))?.length === 0)

/** Paths of the branches ("4.body.") of sums that add nothing, the outermost; of a sum that is nothing at all, none. */
const idleBranches = (nodes: readonly Node[], starved: Starved, prefix = ''): readonly string[] =>
  nodes.flatMap((node, at) => {
    if (node._tag === 'layer') return []
    const branches = node.branches.map((branch, number) => ({ branch, path: branchPath(node._tag, `${prefix}${at}`, number) }))
    const isSum = node._tag === 'residual' || node._tag === 'sum'
    const idle = isSum ? branches.filter(({ branch, path }) => isZero(branch, starved, path)) : []
    const out = idle.length === branches.length ? [] : idle
    return branches.flatMap((one) => (out.includes(one) ? [one.path] : idleBranches(one.branch, starved, one.path)))
  })

/** Whether nodes give 0 whatever they receive, or of the 0 that they are given. */
const isZero = (nodes: readonly Node[], starved: Starved, prefix: string, given = false): boolean => {
  const at = nodes.length - 1
  const node = nodes[at]
  if (node === undefined) return given
  const path = `${prefix}${at}`
  const before = (): boolean => isZero(nodes.slice(0, at), starved, prefix, given)
  if (node._tag !== 'layer') {
    const handedOn = before()
    const ofBranch = (branch: readonly Node[], number: number): boolean =>
      isZero(branch, starved, branchPath(node._tag, path, number), handedOn)
    return node._tag === 'multiply' ? node.branches.some(ofBranch) : node.branches.every(ofBranch)
  }
  const { channels, keepsZero } = definitionOf(node.layer)
  return keepsZero(node.layer) && ((channels._tag === 'made' && starved(path)) || before())
}

/** The tree without these branches; where one is left, it takes the sum's place. */
const withoutBranches = (nodes: readonly Node[], gone: ReadonlySet<string>, prefix = ''): readonly Node[] =>
  nodes.flatMap((node, at) => {
    if (node._tag === 'layer') return [node]
    const left = node.branches.flatMap((branch, number) => {
      const path = branchPath(node._tag, `${prefix}${at}`, number)
      // an empty branch hands on what it receives; a residual's has the path of its body
      return branch.length > 0 && gone.has(path) ? [] : [withoutBranches(branch, gone, path)]
    })
    return left.length === 1 ? known(left[0]) : [{ ...node, branches: left }]
  })
