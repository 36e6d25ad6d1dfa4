/**
 * Surgery: a plan applied to a network. Plain slicing of arrays; no backend, nothing masked, really smaller.
 *
 * Law: for every network, plan and input, the cut network answers as the original does with the removed channels masked after their
 * normalization (scale and shift zero).
 */
import { either as E } from 'fp-ts'
import type { Axis, Named } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { freeGroups } from '../network/coupling.js'
import { stepsOf } from '../network/layerCosts.js'
import { layerNodes, mapLayers } from '../network/arrays.js'
import type { Arch, LayerNode, Network, Node } from '../network/network.js'
import { networkOf } from '../network/sequential.js'
import type { AtMostEach, Cfg } from '../shape/atMost.js'
import { known } from '../shape/invariant.js'
import { channelsOf, type Shape } from '../shape/shape.js'
import { type Plan, type PlanError, planProblem } from './plan.js'

/**
 * The network without the channels the plan leaves out: their filters, biases, batch-norm entries and running statistics, and the inputs
 * of the layers that read them, through a flatten too.
 *
 * How wide it is, only the plan knows: the type keeps each old width as a bound, `AtMost<32>`. A `Left` if the plan is for another cfg,
 * would empty a layer or names channels that are not there.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * const slim = F.pipe(wide, cut({ groups: [{ width: 6, kept: [0, 5] }] }), E.map((network) => network.cfg))
 * slim // => { _tag: 'Right', right: [2] }
 */
export const cut =
  (plan: Plan) =>
  <In extends Shape, Out extends Shape, Widths extends Cfg, Name extends Arch>(
    network: Network<In, Out, Widths, Name>,
  ): E.Either<PlanError, Network<In, Out, AtMostEach<Widths>, Name>> => {
    const cfg = freeGroups(network.nodes).map(({ width }) => width)
    const problem = planProblem(cfg, plan)
    if (problem !== undefined) return E.left(problem)
    const { input, output, arch } = network
    const narrowed = networkOf(input, output, arch, cutNodes(input, network.nodes, plan))
    return E.right({ ...narrowed, cfg: inPlaces(network.cfg, narrowed.cfg) } as unknown as Network<In, Out, AtMostEach<Widths>, Name>)
  }

/** The new widths where the old ones stood; the poolings of a VGG's cfg stay where they are. */
const inPlaces = (cfg: Cfg, widths: readonly number[]): Cfg => {
  const before = cfg.map((_, at) => cfg.slice(0, at).filter((entry) => entry !== 'M').length)
  return cfg.map((entry, at) => (entry === 'M' ? entry : known(widths[before[at] ?? 0])))
}

/** Which inputs and outputs a layer keeps; undefined for all. */
interface Kept {
  readonly inputs: readonly number[] | undefined
  readonly outputs: readonly number[] | undefined
}

const cutNodes = (from: Shape, nodes: readonly Node[], plan: Plan): readonly Node[] => {
  const kept = keptByPath(from, nodes, plan)
  return mapLayers(nodes, (node, path) => {
    const own = kept.get(path)
    return own === undefined ? node : select(node, own)
  })
}

/** Each group's kept channels, followed from their maker through the carriers to the readers. */
const keptByPath = (from: Shape, nodes: readonly Node[], plan: Plan): ReadonlyMap<string, Kept> => {
  const inputs = new Map(stepsOf(from, nodes).map(({ path, input }) => [path, input]))
  const layers = new Map(layerNodes(nodes))
  const entries = freeGroups(nodes).flatMap((group, index): (readonly [string, Partial<Kept>])[] => {
    const { kept, width } = known(plan.groups[index])
    if (kept.length === width) return []
    const carried = group.carriers.reduce<{
      readonly at: readonly number[]
      readonly entries: readonly (readonly [string, Partial<Kept>])[]
    }>(
      ({ at, entries }, path) => {
        const { channels } = definitionOf(known(layers.get(path)).layer)
        const next = channels._tag === 'carried' ? channels.places(at, known(inputs.get(path))) : at
        return { at: next, entries: [...entries, [path, { inputs: at, outputs: next }]] }
      },
      { at: kept, entries: [] },
    )
    return [[group.maker, { outputs: kept }], ...carried.entries, ...group.readers.map((path) => [path, { inputs: carried.at }] as const)]
  })
  return entries.reduce(
    (byPath, [path, own]) => byPath.set(path, { inputs: undefined, outputs: undefined, ...byPath.get(path), ...own }),
    new Map<string, Kept>(),
  )
}

/** One layer with the kept inputs and outputs only. */
const select = ({ _tag, layer, arrays }: LayerNode, kept: Kept): LayerNode => {
  const definition = definitionOf(layer)
  const specs = definition.arrays(layer)
  const sliced: Named<Float32Array> = Object.fromEntries(
    Object.entries(arrays).map(([name, values]) => {
      const { shape, axes } = known(specs[name], name)
      return [
        name,
        slice(
          values,
          shape,
          axes.map((axis) => keptAlong(axis, kept)),
        ),
      ] as const
    }),
  )
  return { _tag, layer: resized(layer, kept), arrays: sliced }
}

const keptAlong = (axis: Axis, kept: Kept): readonly number[] | undefined => (axis === 'window' ? undefined : kept[axis])

const resized = (layer: Layer, kept: Kept): Layer => {
  const { arrays, withChannels } = definitionOf(layer)
  const weight = Object.values(arrays(layer))[0]
  if (weight === undefined) return layer
  const size = (axis: Axis): number => weight.shape[weight.axes.indexOf(axis)] ?? channelsOf(weight.shape)
  return withChannels(layer, kept.inputs?.length ?? size('inputs'), kept.outputs?.length ?? size('outputs'))
}

/** The entries at the kept positions of each axis, row-major; the same array if all are kept. */
export const slice = (values: Float32Array, shape: Shape, kept: readonly (readonly number[] | undefined)[]): Float32Array => {
  if (kept.every((positions) => positions === undefined)) return values
  const positions = shape.map((size, axis) => kept[axis] ?? Array.from({ length: size }, (_, position) => position))
  const offsets = positions.reduce<readonly number[]>(
    (soFar, along, axis) => {
      const size = shape[axis] ?? 1
      return soFar.flatMap((offset) => along.map((position) => offset * size + position))
    },
    [0],
  )
  return Float32Array.from(offsets, (offset) => values[offset] ?? 0)
}
