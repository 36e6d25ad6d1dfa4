/** Which factor of a product the others follow, found from the ends of the branches back. (The library goes the other way; this is the reference.) */
import type { BranchingNode, LayerNode, Node } from '../../lib/network/network.js'

export const makes = (node: LayerNode): boolean =>
  ['conv2d', 'groupedConv2d', 'maskedConv2d', 'convTranspose2d', 'linear', 'maskedLinear', 'test/mixed'].includes(node.layer._tag)
export const selects = (node: LayerNode): boolean => node.layer._tag === 'channelSelection'

export const widthOf = ({ layer }: LayerNode): number =>
  'outChannels' in layer ? Number(layer.outChannels) : 'outFeatures' in layer ? layer.outFeatures : 0

/** Whose channels stand at a branch's end: those it was given, those of one layer, or something else. */
type End = 'given' | 'made' | 'other'

const endOf = (nodes: readonly Node[]): End => {
  const node = nodes.at(-1)
  if (node === undefined) return 'given'
  const before = nodes.slice(0, -1)
  if (node._tag === 'layer')
    return makes(node) || selects(node) ? 'made' : ['flatten', 'padChannels'].includes(node.layer._tag) ? 'other' : endOf(before)
  const leader = node._tag === 'multiply' ? node.branches[leaderOf(node) ?? -1] : undefined
  const end = leader === undefined ? 'other' : endOf(leader)
  return end === 'given' ? endOf(before) : end
}

/** The branch of a product that all others follow: one that hands on what it was given, else the first; undefined where one follows nothing. */
export const leaderOf = ({ branches }: BranchingNode): number | undefined => {
  const found = branches.map(endOf)
  const leader = Math.max(found.indexOf('given'), 0)
  return found.every((end, at) => at === leader || end === 'made' || (end === 'given' && found[leader] === 'given')) ? leader : undefined
}

/** Whether channels at a branch's end go on behind the branching by themselves. */
export const goOn = (node: BranchingNode, number: number): boolean => {
  if (node._tag !== 'multiply') return node._tag === 'concatenate'
  const leader = leaderOf(node)
  return number === leader || (leader !== undefined && endOf(node.branches[number]!) === 'given')
}
