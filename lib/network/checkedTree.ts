/** The gate for a tree of nodes by itself: for functions that take no more of a network, and for all that look at the rest of it. */
import type { Kind } from '../shape/kind.js'
import { aList, anObject } from '../shape/kind.js'
import { invariant } from '../shape/invariant.js'
import { checkedArgument } from '../shape/options.js'
import { branchPath } from './branching.js'
import type { LayerNode, Node } from './network.js'
import { tooLarge } from './treeSize.js'
import { layerProblem } from './walk.js'

/** What has a tree in it. */
export interface Tree {
  readonly nodes: readonly Node[]
}

/** Trees that were looked at before: they do not change. */
const looked = new WeakSet<object>()

/**
 * The tree; a `TypeError` that begins with `narrownet:` where it is none: nodes that are no layers or branches, layers that there are not.
 * Whether layers follow each other and have the arrays that they want is not asked.
 */
export const checkedTree = <Given extends Tree>(caller: string, given: Given): Given => {
  const { nodes } = checkedArgument(caller, 'the network', anObject<Given>(), given)
  checkedNodes(caller, nodes)
  return given
}

/** The same of its nodes. */
export const checkedNodes = (caller: string, nodes: readonly Node[]): readonly Node[] => {
  const list = checkIn(caller)('nodes', aList, nodes)
  if (looked.has(list)) return nodes
  const large = tooLarge(list)
  if (large !== undefined) invariant(`${caller}: the network: node ${large.at} ${large.problem}`)
  checkLayers(caller, list, '')
  looked.add(list)
  return nodes
}

const checkLayers = (caller: string, nodes: readonly unknown[], prefix: string): void => {
  const check = checkIn(caller)
  for (const [at, given] of nodes.entries()) {
    const path = `${prefix}${at}`
    const node = check(path, anObject<Node>(), given)
    if (node._tag === 'layer') checkLayer(caller, path, node)
    else {
      const branches = check(`${path}.branches`, aList, node.branches)
      for (const [number, branch] of branches.entries()) {
        const inner = branchPath(node._tag, path, number)
        checkLayers(caller, check(`${inner}nodes`, aList, branch), inner)
      }
    }
  }
}

const checkLayer = (caller: string, path: string, { layer, arrays }: LayerNode): void => {
  const check = checkIn(caller)
  check(`${path}.layer`, anObject(), layer)
  check(`${path}.arrays`, anObject(), arrays)
  const problem = layerProblem(layer)
  if (problem !== undefined) invariant(`${caller}: the network: ${path} (${layer._tag}) ${problem}`)
}

/** What is looked at of a network, by its place there. */
export const checkIn =
  (caller: string) =>
  <A>(place: string, kind: Kind<A>, value: unknown): A =>
    checkedArgument(caller, `the network's ${place}`, kind, value)
