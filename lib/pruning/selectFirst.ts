/**
 * The cheaper form of a slimmed network: channels are selected before the batch norm, not behind it.
 *
 *     batchNorm(64), channelSelection(64, 20), relu        becomes        channelSelection(64, 20), batchNorm(20), relu
 *
 * A batch norm treats each channel by itself, so both give the same; the second normalizes only what is selected.
 */
import type { AnyNetwork, LayerNode, Network, Node } from '../network/network.js'
import { type Rearranged, rearranged } from '../network/rearranged.js'
import { known } from '../shape/invariant.js'

/**
 * The network with each selection moved in front of its batch norm, which keeps the entries of the selected channels alone, and of whatever
 * else in its way treats each channel by itself.
 *
 * Shapes, cfg and answers stay; so do selections of every channel, since their widths are entries of the cfg. What is left behind is
 * gone for good: the batch norm no longer knows it. Names of layers change places, so they are known at run time only.
 *
 * Law: it answers as the network does, and once more changes nothing.
 *
 * @see Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming", section 3 (cross layer connections)
 * @example
 * const body = [batchNorm(16), channelSelection(16), relu, conv2d(16, 16)] as const
 * const network = sequential(input(8, 8, 3), conv2d(3, 16), residual(...body), globalAveragePool, linear(16, 10))(key(0))
 * selectFirst(network).arch[1] // => 'residual 16 (channelSelection 16, batchNorm, relu, conv2d)'
 */
export const selectFirst = <N extends AnyNetwork>(network: N): Network<N['input'], N['output'], N['cfg'], Rearranged<N['arch']>> =>
  rearranged(network, moved(network.nodes))

const moved = (nodes: readonly Node[]): readonly Node[] =>
  nodes.reduce<readonly Node[]>((before, node) => {
    if (node._tag !== 'layer') return [...before, { ...node, branches: node.branches.map(moved) }]
    if (node.layer._tag !== 'channelSelection') return [...before, node]
    const first = before.findLastIndex((other) => !passes(other)) + 1
    return [...before.slice(0, first), node, ...before.slice(first).map((other) => selectedOf(other, known(node.arrays.positions)))]
  }, [])

/** Layers that treat each channel by itself and draw nothing. A dropout drops by position: it would drop others. */
const passes = (node: Node): node is LayerNode => {
  switch (node._tag === 'layer' ? node.layer._tag : node._tag) {
    case 'batchNorm':
    case 'relu':
    case 'maxPool':
    case 'averagePool':
    case 'globalAveragePool':
    case 'identity':
    case 'detach':
      return true
    default:
      return false
  }
}

/** A layer of channels by themselves, of the selected ones alone. */
const selectedOf = (node: Node, positions: Float32Array): Node =>
  node._tag === 'layer' && node.layer._tag === 'batchNorm'
    ? {
        ...node,
        layer: { ...node.layer, channels: positions.length },
        arrays: Object.fromEntries(
          Object.entries(node.arrays).map(([name, values]) => [name, Float32Array.from(positions, (position) => known(values[position]))]),
        ),
      }
    : node
