/**
 * Groups of channels in PyTorch's state dicts, which do not tell them: a module has so many groups of one size, each of channels side by side.
 */
import { definitionOf } from '../layer/layer.js'
import type { LayerNode } from '../network/network.js'
import { known } from '../shape/invariant.js'
import type { Order } from './featureOrder.js'

/** What of a layer's groups PyTorch cannot have, where it receives its channels in this order; undefined for a layer without groups. */
export const groupsProblem = ({ layer, arrays }: LayerNode, order: Order): string | undefined => {
  const grouped = Object.entries(definitionOf(layer).arrays(layer)).find(([, { role }]) => role === 'membership')
  if (grouped === undefined) return undefined
  const membership = known(arrays[grouped[0]])
  if (membership.length !== order.length) return 'has fewer channels there, and a state dict does not tell which groups they are in'
  const there = new Float32Array(membership.length)
  membership.forEach((group, channel) => (there[known(order[channel])] = group))
  const size = there.length / new Set(there).size
  return there.every((group, channel) => group === there[Math.floor(channel / size) * size])
    ? undefined
    : 'has groups that PyTorch has not: they are not all of one size, or not of channels side by side'
}
