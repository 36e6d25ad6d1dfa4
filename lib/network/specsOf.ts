import { branchingOf, type Spec } from './branching.js'
import type { Node } from './network.js'

/** The descriptions that a tree was made from. */
export const specsOf = (nodes: readonly Node[]): readonly Spec[] =>
  nodes.map((node) => (node._tag === 'layer' ? node.layer : branchingOf(node._tag, node.branches.map(specsOf))))
