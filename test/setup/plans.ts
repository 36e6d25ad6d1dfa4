/** Random pruning plans, and the other side of the law of surgery: the wide network with what a plan removes masked instead. */
import fc from 'fast-check'
import type { LayerNode, Node } from '../../lib/network/network.js'
import type { Plan } from '../../lib/pruning/plan.js'
import type { AnyShaped } from './networks.js'

const keptOf = (width: number): fc.Arbitrary<readonly number[]> =>
  fc.subarray(
    Array.from({ length: width }, (_, channel) => channel),
    { minLength: 1 },
  )

/** A plan for these widths; now and then a layer stays whole. */
export const arbitraryPlan = (cfg: readonly number[]): fc.Arbitrary<Plan> =>
  fc.tuple(...cfg.map((width) => keptOf(width).map((kept) => ({ width, kept })))).map((groups) => ({ groups }))

const makes = (node: Node): boolean =>
  node._tag === 'layer' && ['conv2d', 'maskedConv2d', 'linear', 'maskedLinear'].includes(node.layer._tag)

const ends = (node: Node): boolean => node._tag === 'residual' || makes(node)

const widthOf = ({ layer }: LayerNode): number =>
  'outChannels' in layer ? layer.outChannels : 'outFeatures' in layer ? layer.outFeatures : 0

/**
 * The widths that may be pruned, found by looking ahead from each layer that makes channels: free if the next to end the stretch is another
 * such layer, not if it is a sum or the end. (The library walks the other way; this is the reference for its cfg.)
 */
export const referenceCfg = (nodes: readonly Node[]): readonly number[] =>
  nodes.flatMap((node, at) => {
    if (node._tag === 'residual') return referenceCfg(node.body)
    const next = nodes.slice(at + 1).find(ends)
    return makes(node) && next !== undefined && makes(next) ? [widthOf(node)] : []
  })

/** Entries whose channel is removed become 0; channels are the last axis, and stay so through a flatten. */
const zeroed = (values: Float32Array, width: number, removed: ReadonlySet<number>): Float32Array =>
  values.map((value, at) => (removed.has(at % width) ? 0 : value))

const change = (node: Node, names: readonly string[], width: number, removed: ReadonlySet<number>): Node =>
  node._tag === 'residual'
    ? node
    : {
        ...node,
        arrays: Object.fromEntries(
          Object.entries(node.arrays).map(([name, values]) => [name, names.includes(name) ? zeroed(values, width, removed) : values]),
        ),
      }

const maskedNodes = (nodes: readonly Node[], groups: readonly Plan['groups'][number][]): readonly Node[] => {
  const rest = [...groups]
  let result = [...nodes]
  nodes.forEach((node, at) => {
    if (node._tag === 'residual') {
      const body = maskedNodes(node.body, rest)
      rest.splice(0, referenceCfg(node.body).length)
      result = result.with(at, { _tag: 'residual', body })
      return
    }
    const length = nodes.slice(at + 1).findIndex(ends)
    if (!makes(node) || length === -1 || !makes(nodes[at + 1 + length] as Node)) return
    const { width, kept } = rest.shift() as Plan['groups'][number]
    const removed = new Set(Array.from({ length: width }, (_, channel) => channel).filter((channel) => !kept.includes(channel)))
    const stretch = result.slice(at + 1, at + 1 + length)
    const normalized = stretch.some((one) => one._tag === 'layer' && one.layer._tag === 'batchNorm')
    const changed = normalized
      ? [result[at] as Node, ...stretch.map((one) => change(one, ['scale', 'shift'], width, removed))]
      : [change(result[at] as Node, ['weight', 'bias'], width, removed), ...stretch]
    result = [...result.slice(0, at), ...changed, ...result.slice(at + 1 + length)]
  })
  return result
}

/** The removed channels masked after their normalization: scale and shift 0; where none follows, the maker's filters and bias 0. */
export const maskedBy = (network: AnyShaped, plan: Plan): AnyShaped => ({ ...network, nodes: maskedNodes(network.nodes, plan.groups) })
