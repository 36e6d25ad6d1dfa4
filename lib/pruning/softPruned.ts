/** Soft filter pruning: channels lose their weights and keep their places, so that training may bring them back. */
import { either as E } from 'fp-ts'
import { wellFormed } from '../network/admitted.js'
import type { ArraySpec } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { mapLayers } from '../network/arrays.js'
import { couplingOf } from '../network/coupling.js'
import type { AnyNetwork } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { elementCount } from '../shape/shape.js'
import { unevenPlan } from './evenness.js'
import { plannedKept } from './keeper.js'
import { type Plan, type PlanError, type PlannedGroup, planProblem } from './plan.js'

/**
 * The network with the filters (and biases) that make the channels a plan leaves out set to 0. Shapes, cfg and batch norms stay; channels
 * that are selected, not made, have no filters and stay too.
 *
 * Between the epochs of a training, with a plan anew each time, it is He et al.'s method: plans by `l2Norm`, of the same ratio in all layers,
 * and `cut` at the end. Nothing is removed: a batch norm gives its shift for a filter of 0.
 *
 * A `Left` if the plan is for another cfg, would empty a layer, names channels that are not there, or keeps more of one group of a convolution in groups
 * than of another.
 *
 * Law: where no filter was 0 before, the same plan by norm is made for the network after as before, and once more changes nothing.
 *
 * @see He et al. 2018, "Soft filter pruning for accelerating deep convolutional neural networks", section 3
 * @example
 * const network = sequential(input(1), linear(1, 2, { bias: false }), relu, linear(2, 1))(key(0))
 * const soft = F.pipe(network, softPruned({ groups: [{ width: 2, kept: [1] }] }), E.map((pruned) => arraysOf(pruned)[0]?.values[0]))
 * soft // => E.right(0)
 */
export const softPruned =
  (plan: Plan) =>
  <Net extends AnyNetwork>(network: Net): E.Either<PlanError, Net> => {
    const coupling = couplingOf(wellFormed('softPruned', network).input, network.nodes)
    const problem = planProblem('softPruned', network.cfg, plan) ?? unevenPlan(coupling, plan.groups)
    if (problem !== undefined) return E.left(problem)
    const planned = new Map(
      [...plannedKept(coupling, plan.groups)].flatMap(([number, kept]) => {
        const { makers, width } = known(coupling.groups[number])
        return makers.map(({ path }) => [path, { width, kept }] as const)
      }),
    )
    return E.right({
      ...network,
      nodes: mapLayers(network.nodes, (node, path) => {
        const group = planned.get(path)
        if (group === undefined || node.arrays.weight === undefined) return node
        const specs = definitionOf(node.layer).arrays(node.layer)
        const pruned = (['weight', 'bias'] as const).flatMap((name) => {
          const values = node.arrays[name]
          return values === undefined ? [] : [[name, withoutFilters(values, known(specs[name]), group)] as const]
        })
        return { ...node, arrays: { ...node.arrays, ...Object.fromEntries(pruned) } }
      }),
    })
  }

/** A channel owns the entries at its place along the axis of outputs, so many in a row. */
const withoutFilters = (values: Float32Array, { shape, axes }: ArraySpec, { width, kept }: PlannedGroup): Float32Array => {
  const stays = new Set(kept)
  const gone = Array.from({ length: width }, (_, channel) => channel).filter((channel) => !stays.has(channel))
  const run = elementCount(shape.slice(axes.indexOf('outputs') + 1))
  const pruned = values.slice()
  for (let row = 0; row < pruned.length; row += width * run)
    for (const channel of gone) pruned.fill(0, row + channel * run, row + (channel + 1) * run)
  return pruned
}
