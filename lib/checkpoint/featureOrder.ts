/**
 * Where PyTorch has what our layers read. A flatten of ours keeps the channels fastest, feature (y * width + x) * channels + c; PyTorch's,
 * of [channels, height, width], has feature (c * height + y) * width + x. Whatever reads features behind a flatten, a linear layer or a
 * batch norm, has their entries in that other order.
 */
import type { LayerNode, Node } from '../network/network.js'
import { branchPath } from '../network/branching.js'
import { visitsOf } from '../network/visitsOf.js'
import { definitionOf } from '../layer/layer.js'
import { isMap } from '../layer/definition.js'
import { known } from '../shape/invariant.js'
import { channelsOf, type Shape } from '../shape/shape.js'

/** PyTorch's position of each of our channels or features. */
export type Order = readonly number[]

/** The order in which each layer receives its input, by path; and what PyTorch cannot do in its order. */
export interface FeatureOrders {
  readonly orders: ReadonlyMap<string, Order>
  readonly problems: readonly { readonly path: string; readonly problem: string }[]
}

/** The orders along a network. Maps have their channels in the same order everywhere. */
export const featureOrders = (from: Shape, nodes: readonly Node[]): FeatureOrders => {
  const inputs = new Map(visitsOf(from, nodes).map(({ path, input }) => [path, input]))
  const inputOf = (path: string): Shape => known(inputs.get(path), path)
  const { orders, problems } = follow(nodes, '', { orders: [], problems: [], current: natural(channelsOf(from)) }, inputOf)
  return { orders: new Map(orders), problems }
}

/** The same order as ours. */
export const natural = (count: number): Order => Array.from({ length: count }, (_, at) => at)

interface Found {
  readonly orders: readonly (readonly [path: string, order: Order])[]
  readonly problems: FeatureOrders['problems']
  readonly current: Order
}

const follow = (nodes: readonly Node[], prefix: string, start: Found, inputOf: (path: string) => Shape): Found =>
  nodes.reduce<Found>((found, node, at) => {
    const path = `${prefix}${at}`
    if (node._tag !== 'layer') return branched(found, node, path, inputOf)
    const current = behind(node, found.current, inputOf(path))
    const selected = definitionOf(node.layer).channels._tag === 'selected' && !found.current.every((place, own) => place === own)
    return {
      orders: [...found.orders, [path, found.current]],
      problems: selected ? [...found.problems, { path, problem: 'selects from a flattened map' }] : found.problems,
      current,
    }
  }, start)

/** The order of what a layer gives. */
const behind = ({ layer }: LayerNode, order: Order, input: Shape): Order => {
  const { channels, flattens = false } = definitionOf(layer)
  if (flattens && isMap(input)) return flattened(order, input)
  return channels._tag === 'carried' ? channels.along(order, input, layer).map((place, at) => place ?? at) : natural(channels.count(layer))
}

const flattened = (order: Order, [height, width]: readonly [number, number, number]): Order =>
  natural(height * width).flatMap((pixel) => order.map((channel) => channel * height * width + pixel))

const branched = (found: Found, node: Exclude<Node, LayerNode>, path: string, inputOf: (path: string) => Shape): Found => {
  const start = { all: found, outputs: [] as readonly Order[] }
  const { all, outputs } = node.branches.reduce(({ all: soFar, outputs: before }, branch, number) => {
    const all = follow(branch, branchPath(node._tag, path, number), { ...soFar, current: found.current }, inputOf)
    return { all, outputs: [...before, all.current] }
  }, start)
  if (node._tag === 'concatenate') return { ...all, current: beside(outputs) }
  const [first = [], ...others] = outputs
  const agree = others.every((other) => other.every((place, at) => place === first[at]))
  const problem = {
    path,
    problem: `${node._tag === 'multiply' ? 'multiplies a flattened map by' : 'adds a flattened map to'} features in another order`,
  }
  return { ...all, current: first, problems: agree ? all.problems : [...all.problems, problem] }
}

const beside = (orders: readonly Order[]): Order =>
  orders.reduce((soFar, order) => [...soFar, ...order.map((place) => soFar.length + place)], [])
