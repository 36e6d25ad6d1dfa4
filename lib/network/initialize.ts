/** A network before its first weights: layers that fit each other, waiting for the key that the weights are drawn from. */
import type { ArraySpec } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { aKey, foldIn, type Key } from '../random/key.js'
import { invariant } from '../shape/invariant.js'
import { checkedArgument } from '../shape/options.js'
import { elementCount, type Shape, showShape } from '../shape/shape.js'
import { branchesOf, isBranching, type Spec } from './branching.js'
import type { AnyNetwork, Network, Node, Signature } from './network.js'

/** From a key to a network. What does not depend on weights, its type and its costs, can be had without drawing them. */
export interface Initialize<out Made extends AnyNetwork = AnyNetwork> {
  (key: Key): Made
  readonly input: Made['input']
  readonly output: Made['output']
  readonly cfg: Made['cfg']
  readonly arch: Made['arch']
  readonly layers: readonly Spec[]
  /** where a network has its nodes: what the compiler says of layers given in a network's place */
  readonly nodes: KeyForgotten
}

/** What whoever forgot the key reads. A pattern, since of a literal the compiler's message would show no more than `string`. */
export type KeyForgotten = `give the layers a key first: sequential(...)(key(${number})), or key(${number}) behind a family's options`

/** The same at run time. */
export const keyForgotten: KeyForgotten = "give the layers a key first: sequential(...)(key(0)), or key(0) behind a family's options"

/** What is known of a network before its weights are drawn, as a function that draws them; `called` is the public function that gives it. */
export const awaitingKey = <Known extends Signature>(
  signature: Known,
  layers: readonly Spec[],
  called: string,
): Initialize<Network<Known['input'], Known['output'], Known['cfg'], Known['arch']>> =>
  Object.assign((key: Key) => ({ ...signature, nodes: initialNodes(layers, checkedArgument(called, 'key', aKey, key)) }), {
    ...signature,
    layers,
    nodes: keyForgotten,
  })

/** The tree of these layers with first values, of all arrays or of some; each array has a key of its own. */
export const initialNodes = (layers: readonly Spec[], key: Key, wanted: (array: ArraySpec) => boolean = () => true): readonly Node[] =>
  layers.map((spec, at): Node => {
    const ownKey = foldIn(key, at)
    if (isBranching(spec)) {
      return { _tag: spec._tag, branches: branchesOf(spec).map((branch, number) => initialNodes(branch, foldIn(ownKey, number), wanted)) }
    }
    const arrays = Object.entries(definitionOf(spec).arrays(spec)).flatMap(([name, array], index) =>
      wanted(array) ? [[name, array.initial(foldIn(ownKey, index), drawable(array.shape, `${spec._tag}.${name}`))] as const] : [],
    )
    return { _tag: 'layer', layer: spec, arrays: Object.fromEntries(arrays) }
  })

/** 2 GiB of float32, half of what WebAssembly can address: with its gradient an array of more could never be trained. */
const largestArray = 2 ** 29

const drawable = (shape: Shape, name: string): Shape =>
  elementCount(shape) <= largestArray
    ? shape
    : invariant(`${name} ${showShape(shape)} would hold ${elementCount(shape)} numbers, more than ${largestArray}`)
