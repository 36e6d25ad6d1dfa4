/** Random pruning plans, and the other side of the law of surgery: the wide network with what a plan removes masked instead. */
import fc from 'fast-check'
import { mapLayers } from '../../lib/network/arrays.js'
import { branchPath } from '../../lib/network/branching.js'
import { couplingOf } from '../../lib/network/coupling.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import type { LayerNode, Node } from '../../lib/network/network.js'
import { bundlesOf } from '../../lib/pruning/bundle.js'
import type { Plan } from '../../lib/pruning/plan.js'
import { withoutNames } from './channelNames.js'
import { goOn, makes, selects, widthOf } from './leaders.js'
import type { AnyShaped } from './networks.js'

export const keptOf = (width: number): fc.Arbitrary<readonly number[]> =>
  fc.subarray(
    Array.from({ length: width }, (_, channel) => channel),
    { minLength: 1 },
  )

/** A plan for these widths; now and then a layer stays whole. */
export const arbitraryPlan = (cfg: readonly number[]): fc.Arbitrary<Plan> =>
  fc.tuple(...cfg.map((width) => keptOf(width).map((kept) => ({ width, kept })))).map((groups) => ({ groups }))

/** A plan for a network, of whose convolutions in groups each group keeps as many channels as every other. */
export const planFor = ({ input, nodes, cfg }: Pick<AnyShaped, 'input' | 'nodes' | 'cfg'>): fc.Arbitrary<Plan> =>
  fc
    .tuple(
      ...bundlesOf(couplingOf(input, nodes)).map(({ steps, parts }) =>
        fc.integer({ min: 1, max: steps }).chain((step) =>
          fc.tuple(
            ...parts.map((part) => {
              const size = (part.length / steps) * step
              return fc.subarray([...part], { minLength: size, maxLength: size })
            }),
          ),
        ),
      ),
    )
    .map((kept) => kept.flat(2))
    .map((kept) => ({
      groups: cfg.map((width, at) => ({
        width,
        kept: kept.flatMap(({ group, channel }) => (group === at ? [channel] : [])).toSorted((left, right) => left - right),
      })),
    }))

/** What becomes of the channels that reach a place: read by all that see them, or needed as they are by one. */
type Fate = 'read' | 'needed'

const meet = (fates: readonly Fate[]): Fate => (fates.includes('needed') ? 'needed' : 'read')

/** Looks ahead from a place in the tree: `then` is what follows the list of nodes. */
const ahead = (nodes: readonly Node[], then: () => Fate): Fate => {
  const [node, ...rest] = nodes
  if (node === undefined) return then()
  if (node._tag === 'layer') return makes(node) ? 'read' : selects(node) ? 'needed' : ahead(rest, then)
  return meet(node.branches.map((branch, number) => ahead(branch, () => (goOn(node, number) ? ahead(rest, then) : 'needed'))))
}

/** A width that may be pruned, and the path of its maker. */
interface Prunable {
  readonly maker: string
  readonly width: number
}

const prunable = (nodes: readonly Node[], then: () => Fate, prefix = ''): readonly Prunable[] =>
  nodes.flatMap((node, at) => {
    const path = `${prefix}${at}`
    const rest = nodes.slice(at + 1)
    if (node._tag === 'layer')
      return (makes(node) || selects(node)) && ahead(rest, then) === 'read' ? [{ maker: path, width: widthOf(node) }] : []
    return node.branches.flatMap((branch, number) =>
      prunable(branch, () => (goOn(node, number) ? ahead(rest, then) : 'needed'), branchPath(node._tag, path, number)),
    )
  })

/**
 * The widths that may be pruned, found by looking ahead from each layer that makes channels: free if whatever sees them reads them all,
 * not if one of the ways ends in a sum, a selection or the network's end. (The library walks the other way; this is the reference.)
 */
export const referenceCfg = (nodes: readonly Node[]): readonly number[] => prunable(nodes, () => 'needed').map(({ width }) => width)

/** Entries become 0 where an axis (the last: channels, also through a flatten) is at one of these places. */
const zeroed = (values: Float32Array, width: number, removed: ReadonlySet<number>): Float32Array =>
  values.map((value, at) => (removed.has(at % width) ? 0 : value))

/** Of which output, and of which input, an entry of a weight is: the last two axes, of which a transposed convolution has the inputs last. */
const placesOf = (
  { layer }: LayerNode,
  inputs: number,
  outputs: number,
): readonly [output: (at: number) => number, input: (at: number) => number] => {
  if (layer._tag === 'convTranspose2d') return [(at) => Math.trunc(at / inputs) % outputs, (at) => at % inputs]
  const groups = layer._tag === 'groupedConv2d' ? layer.groups : 1
  const [seen, made] = [inputs / groups, outputs / groups]
  return [(at) => at % outputs, (at) => Math.trunc((at % outputs) / made) * seen + (Math.trunc(at / outputs) % seen)]
}

/**
 * A norm over channels in which those that are removed are a group of their own, with scale and shift 0: the others are normalized without them.
 * Over a single position a layer norm is a group norm of one group.
 */
const withOwnGroup = (node: LayerNode, removed: ReadonlySet<number>): LayerNode => {
  const { channels, epsilon, groups = 1 } = node.layer as { channels: number; epsilon: number; groups?: number }
  const { scale = new Float32Array(), shift = new Float32Array(), membership = new Float32Array(channels) } = node.arrays
  return {
    _tag: 'layer',
    layer: { _tag: 'groupNorm', channels, epsilon, groups: groups + 1 },
    arrays: {
      scale: zeroed(scale, channels, removed),
      shift: zeroed(shift, channels, removed),
      membership: membership.map((group, channel) => (removed.has(channel) ? groups : group)),
    },
  }
}

/**
 * The channels that these layers make, by path, masked after their normalization: filters and bias of the layer that makes them, scale and
 * shift of every norm they pass, are 0, and so it goes for sums of nothing else, for products, and for what follows them. Channels that are selected are made of no weights:
 * the layers that read them do not. Norms over channels do not see them either. Or nothing but the weights that read them is 0.
 */
export const withoutChannels = (
  network: AnyShaped,
  gone: ReadonlyMap<string, readonly number[]>,
  where: 'everywhere' | 'where they are read' = 'everywhere',
): AnyShaped => {
  const { layers, removed } = withoutNames(
    network,
    [...gone].flatMap(([maker, channels]) => channels.map((channel) => `${maker}#${channel}`)),
  )
  const placesIn = (channels: readonly string[]): ReadonlySet<number> =>
    new Set(channels.flatMap((channel, place) => (removed.has(channel) ? [place] : [])))
  const nodes = mapLayers(network.nodes, (node, path) => {
    const [inputs, outputs] = layers.get(path)!
    const [gone, read] = [placesIn(outputs), placesIn(inputs)]
    const silent =
      where === 'where they are read'
        ? []
        : makes(node) || node.layer._tag === 'depthwiseConv2d'
          ? ['weight', 'bias']
          : node.layer._tag === 'batchNorm'
            ? ['scale', 'shift']
            : []
    if (node.layer._tag === 'layerNorm' || node.layer._tag === 'groupNorm') return withOwnGroup(node, gone)
    const arrays = Object.entries(node.arrays).map(([name, values]) => {
      if (name !== 'weight' || !makes(node)) return [name, silent.includes(name) ? zeroed(values, outputs.length, gone) : values] as const
      const [output, input] = placesOf(node, inputs.length, outputs.length)
      return [
        name,
        values.map((value, at) => ((silent.includes(name) && gone.has(output(at))) || read.has(input(at)) ? 0 : value)),
      ] as const
    })
    return { ...node, arrays: Object.fromEntries(arrays) }
  })
  return { ...network, nodes }
}

/** How many channels of each of its groups a plan would leave every convolution in groups, of what it reads and of what it makes. */
export const groupCounts = (network: AnyShaped, plan: Plan): readonly (readonly [path: string, counts: readonly number[]])[] => {
  const { layers, removed } = withoutNames(
    network,
    prunable(network.nodes, () => 'needed').flatMap(({ maker, width }, index) =>
      leftOut(width, plan.groups[index]!.kept).map((channel) => `${maker}#${channel}`),
    ),
  )
  return layerNodes(network.nodes).flatMap(([path, { layer }]) =>
    layer._tag !== 'groupedConv2d'
      ? []
      : layers.get(path)!.map((names) => {
          const size = names.length / layer.groups
          const parts = Array.from({ length: layer.groups }, (_, group) => names.slice(group * size, (group + 1) * size))
          return [path, parts.map((part) => part.filter((name) => !removed.has(name)).length)] as const
        }),
  )
}

/** What is left out of so many channels. */
export const leftOut = (width: number, kept: readonly number[]): readonly number[] =>
  Array.from({ length: width }, (_, channel) => channel).filter((channel) => !kept.includes(channel))

/** The channels that a plan removes, masked after their normalization. */
export const maskedBy = (network: AnyShaped, plan: Plan): AnyShaped =>
  withoutChannels(
    network,
    new Map(
      prunable(network.nodes, () => 'needed').map(({ maker, width }, index) => [maker, leftOut(width, plan.groups[index]!.kept)] as const),
    ),
  )
