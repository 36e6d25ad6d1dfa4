/**
 * Surgery: a plan applied to a network. Plain slicing of arrays; no backend, nothing masked, really smaller.
 *
 * Law: for every network, plan and input, the cut network answers as the original does with the removed channels masked after their
 * normalization (scale and shift zero), or behind a layer that does not make 0 of 0, as sigmoid.
 */
import { either as E } from 'fp-ts'
import type { Named } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { wellFormed } from '../network/admitted.js'
import { mapLayers } from '../network/arrays.js'
import { type Coupling, couplingOf } from '../network/coupling.js'
import type { AnyNetwork, LayerNode, Network, Node } from '../network/network.js'
import { networkOf } from '../network/sequential.js'
import type { AtMostEach } from '../shape/atMost.js'
import { known } from '../shape/invariant.js'
import { unevenPlan } from './evenness.js'
import { keeper, type Keeps, type KeptChannels, keptPlaces, plannedKept } from './keeper.js'
import { type Kept, keptValues, type Whole } from './keptValues.js'
import { inPlaces, type Plan, type PlanError, planProblem } from './plan.js'

/**
 * The network without the channels the plan leaves out: their filters, biases, batch-norm entries and running statistics, and the inputs
 * of the layers that read them, through a flatten or a concatenation too. What a selection selects from stays whole; scale and shift of the
 * channels that are selected no more become 0 in the batch norm in front of it.
 *
 * How wide it is, only the plan knows: the type keeps each old width as a bound, `AtMost<32>`. A `Left` if the plan is for another cfg,
 * would empty a layer, names channels that are not there, or keeps more of one group of a convolution in groups than of another.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * const slim = F.pipe(wide, cut({ groups: [{ width: 6, kept: [0, 5] }] }), E.map((network) => network.cfg))
 * slim // => { _tag: 'Right', right: [2] }
 */
export const cut = (plan: Plan) => cutBy('cut', plan)

/** As above; `caller` names the public function in errors. */
export const cutBy =
  (caller: string, plan: Plan) =>
  <Net extends AnyNetwork>(
    network: Net,
  ): E.Either<PlanError, Network<Net['input'], Net['output'], AtMostEach<Net['cfg']>, Net['arch']>> => {
    const { input, output, arch, nodes } = wellFormed(caller, network)
    const coupling = couplingOf(input, nodes)
    const problem = planProblem(caller, network.cfg, plan) ?? unevenPlan(coupling, plan.groups)
    if (problem !== undefined) return E.left(problem)
    const narrowed = networkOf(input, output, arch, cutGroups(coupling, nodes, plannedKept(coupling, plan.groups)))
    // a cut widens nothing, and leaves input, output and name: that its widths are at most the old ones no type follows
    return E.right({ ...narrowed, cfg: inPlaces(network.cfg, narrowed.cfg) } as unknown as Network<
      Net['input'],
      Net['output'],
      AtMostEach<Net['cfg']>,
      Net['arch']
    >)
  }

/** The tree with the kept channels of some groups, by their numbers; every other group stays whole. */
export const cutGroups = (coupling: Coupling, nodes: readonly Node[], kept: KeptChannels): readonly Node[] => {
  const keeps = keeper(coupling, kept)
  const silent = silenced(coupling, keeps)
  return mapLayers(nodes, (node, path) => {
    const { inputs, outputs, groups } = known(coupling.streams.get(path), path)
    const places = { inputs: keptPlaces(inputs, keeps), outputs: keptPlaces(outputs, keeps) }
    const quiet = silent.has(path) ? withoutScales(node, known(silent.get(path))) : node
    const whole = { inputs: inputs.length, outputs: outputs.length, groups }
    return places.inputs === undefined && places.outputs === undefined ? quiet : keptOf(quiet, places, whole)
  })
}

/** The same tree with its arrays as they are, which the layers are too narrow for: for who has others to put in their place. */
export const narrowedLayers = (coupling: Coupling, nodes: readonly Node[], kept: KeptChannels): readonly Node[] => {
  const keeps = keeper(coupling, kept)
  return mapLayers(nodes, (node, path) => {
    const { inputs, outputs } = known(coupling.streams.get(path), path)
    return { ...node, layer: definitionOf(node.layer).withChannels(node.layer, inputs.filter(keeps).length, outputs.filter(keeps).length) }
  })
}

/**
 * A batch norm in front of a selection keeps its channels. Those no longer selected get scale and shift 0, as the reference code has it:
 * nothing reads them, and the sparsity term and weight decay see that they are gone.
 */
const silenced = ({ groups, streams }: Coupling, keeps: Keeps): ReadonlyMap<string, ReadonlySet<number>> =>
  new Map(
    groups
      .flatMap(({ makers }) => makers)
      .flatMap(({ path, normalizer }) => {
        const { outputs } = known(streams.get(path), path)
        const removed = normalizer && outputs.flatMap((label, at) => (keeps(label) ? [] : known(normalizer.places[at])))
        // a batch norm behind its maker loses the channels themselves
        return removed && removed.length > 0 && streams.get(normalizer.path)?.outputs.every(keeps)
          ? [[normalizer.path, new Set(removed)] as const]
          : []
      }),
  )

const withoutScales = (node: LayerNode, places: ReadonlySet<number>): LayerNode => {
  const silent = (values: Float32Array | undefined): Float32Array =>
    known(values).map((value, place) => value * (places.has(place) ? 0 : 1))
  return { ...node, arrays: { ...node.arrays, scale: silent(node.arrays.scale), shift: silent(node.arrays.shift) } }
}

/** One layer with the kept inputs and outputs only. */
export const keptOf = ({ _tag, layer, arrays }: LayerNode, kept: Kept, whole: Whole): LayerNode => {
  const definition = definitionOf(layer)
  const specs = definition.arrays(layer)
  const resized = definition.withChannels(layer, kept.inputs?.length ?? whole.inputs, kept.outputs?.length ?? whole.outputs)
  const sliced: Named<Float32Array> = Object.fromEntries(
    Object.entries(arrays).map(([name, values]) => [name, keptValues(values, known(specs[name], name), kept, whole)] as const),
  )
  return { _tag, layer: resized, arrays: sliced }
}
