/** Training from scratch in a pruned shape: the same architecture with other first weights. */
import { isConstant } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { aKey, type Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { checkedArgument } from '../shape/options.js'
import { wellFormed } from './admitted.js'
import { mapLayers } from './arrays.js'
import { initialNodes } from './initialize.js'
import { specsOf } from './specsOf.js'
import type { AnyNetwork, LayerNode } from './network.js'
import { layerNodes } from './layerNodes.js'

/**
 * The same architecture with first weights drawn from the key. What pruning decided stays: widths, the positions of selected channels, masks.
 *
 * A masked convolution's weights make up for those that do not act: their deviation is √(2 / n), where n = acting weights / inChannels is the
 * fan-out that is left.
 *
 * @see Liu et al. 2019, "Rethinking the value of network pruning", section 3 (Scratch-E and Scratch-B), and its code for masks
 * @example
 * const wide = mlp({ input: [8], cfg: [6], classes: 2 }, key(0))
 * const slim = F.pipe(wide, narrow(l1Norm, [3]))
 * reinitialized(slim, key(1)).nodes // => mlp({ input: [8], cfg: [3], classes: 2 }, key(1)).nodes
 */
export const reinitialized = <Net extends AnyNetwork>(network: Net, key: Key): Net => {
  const before = new Map(layerNodes(wellFormed('reinitialized', network).nodes))
  return {
    ...network,
    nodes: mapLayers(initialNodes(specsOf(network.nodes), checkedArgument('reinitialized', 'key', aKey, key)), (fresh, path) =>
      pruned(fresh, known(before.get(path), path)),
    ),
  }
}

const pruned = ({ layer, arrays }: LayerNode, before: LayerNode): LayerNode => {
  const { arrays: arraysOf, compensated } = definitionOf(layer)
  const constants = Object.entries(arraysOf(layer)).flatMap(([name, { role }]) =>
    isConstant(role) ? [[name, known(before.arrays[name], name)] as const] : [],
  )
  const kept = { ...arrays, ...Object.fromEntries(constants) }
  return { _tag: 'layer', layer, arrays: compensated?.(kept) ?? kept }
}
