/** The layers of a tree of nodes. */
import { branchPath } from './branching.js'
import type { LayerNode, Node } from './network.js'

/** Every layer of the tree with its path, in forward order. */
export const layerNodes = (tree: readonly Node[], prefix = ''): readonly (readonly [path: string, node: LayerNode])[] =>
  tree.flatMap((node, at) => {
    const path = `${prefix}${at}`
    return node._tag === 'layer'
      ? [[path, node] as const]
      : node.branches.flatMap((nodes, branch) => layerNodes(nodes, branchPath(node._tag, path, branch)))
  })
