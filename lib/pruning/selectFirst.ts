/**
 * The cheaper form of a slimmed network: channels are selected before the batch norm, not behind it.
 *
 *     batchNorm(64), channelSelection(64, 20), relu        becomes        channelSelection(64, 20), batchNorm(20), relu
 *
 * A batch norm treats each channel by itself, so both give the same; the second normalizes only what is selected.
 */
import { definitionOf } from '../layer/layer.js'
import { wellFormed } from '../network/admitted.js'
import type { AnyNetwork, Network, Node } from '../network/network.js'
import { type Rearranged, rearranged } from '../network/rearranged.js'
import { known } from '../shape/invariant.js'
import { keptOf } from './cut.js'

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
export const selectFirst = <Net extends AnyNetwork>(
  network: Net,
): Network<Net['input'], Net['output'], Net['cfg'], Rearranged<Net['arch']>> =>
  rearranged(network, moved(wellFormed('selectFirst', network).nodes))

const moved = (nodes: readonly Node[]): readonly Node[] =>
  nodes.reduce<readonly Node[]>((before, node) => {
    if (node._tag !== 'layer') return [...before, { ...node, branches: node.branches.map(moved) }]
    if (definitionOf(node.layer).channels._tag !== 'selected') return [...before, node]
    const positions = Array.from(known(node.arrays.positions))
    const first = before.findLastIndex((other) => !isChannelwise(other)) + 1
    return [...before.slice(0, first), node, ...before.slice(first).map((other) => selectedOf(other, positions))]
  }, [])

const isChannelwise = (node: Node): boolean => node._tag === 'layer' && definitionOf(node.layer).channelwise

/** A layer of channels by themselves, of the selected ones alone. */
const selectedOf = (node: Node, positions: readonly number[]): Node => {
  const { length } = positions
  return node._tag === 'layer'
    ? keptOf(node, { inputs: positions, outputs: positions }, { inputs: length, outputs: length, groups: 1 })
    : node
}
