/** A network before its first weights: layers that fit each other, waiting for the key that the weights are drawn from. */
import { definitionOf } from '../layer/layer.js'
import { foldIn, type Key } from '../random/key.js'
import type { Shape } from '../shape/shape.js'
import { branchesOf, isBranching, type Spec } from './branching.js'
import type { Node } from './network.js'

/** From a key to a network. What does not depend on weights, its costs above all, can be had without drawing them. */
export interface Initialize<Made> {
  (key: Key): Made
  readonly input: Shape
  readonly layers: readonly Spec[]
}

/** The tree of these layers with first values; each array has a key of its own. */
export const initialNodes = (layers: readonly Spec[], key: Key): readonly Node[] =>
  layers.map((spec, at): Node => {
    const ownKey = foldIn(key, at)
    if (isBranching(spec)) {
      return { _tag: spec._tag, branches: branchesOf(spec).map((branch, number) => initialNodes(branch, foldIn(ownKey, number))) }
    }
    const arrays = Object.entries(definitionOf(spec).arrays(spec)).map(
      ([name, { initial, shape }], index) => [name, initial(foldIn(ownKey, index), shape)] as const,
    )
    return { _tag: 'layer', layer: spec, arrays: Object.fromEntries(arrays) }
  })
