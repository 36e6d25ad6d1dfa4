/**
 * Constant factors drawn together: what a network needs for training and not for answering. A batch norm at rest multiplies each channel by a
 * constant and adds another; right behind a convolution or linear layer that is a change of its weights,
 *
 *     weight' = weight * factor,    bias' = (bias - mean) * factor + shift,    factor = scale / sqrt(variance + epsilon)
 *
 * and a mask is a change of them anyway.
 */
import { either as E, function as F } from 'fp-ts'
import { type Filled, isTrained } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { admitted } from '../network/admitted.js'
import { specsOf } from '../network/specsOf.js'
import type { AnyNetwork, Arch, LayerNode, Network, Node } from '../network/network.js'
import { walk } from '../network/walk.js'
import { flushed } from '../shape/float32.js'
import { invariant, known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'

/** A family's name says that it is folded; names of layers are those that are left, which only run time knows. */
export type Folded<Name extends Arch> = Name extends string
  ? Name extends `folded ${string}`
    ? Name
    : `folded ${Name}`
  : readonly string[]

/**
 * The network without the batch norms that follow a convolution or linear layer, and without masks: they are in the weights and biases. It
 * answers as the network does, up to the rounding of float32; what a batch norm has learned about the data no longer follows the data, so it
 * is a network to answer with, not to train. A batch norm anywhere else (before an activation and a convolution, say) stays.
 *
 * @example
 * const network = sequential(input(8, 8, 1), conv2d(1, 4), batchNorm(4), relu, flatten, linear(256, 10))(key(0))
 * arraysOf(folded(network)).map(({ path }) => path) // => ['0.weight', '0.bias', '3.weight', '3.bias']
 */
export const folded = <Net extends AnyNetwork>(network: Net): Network<Net['input'], Net['output'], Net['cfg'], Folded<Net['arch']>> => {
  const nodes = foldedNodes(admitted('folded', network).nodes)
  // what the type says of a name, `foldedArch` does
  return { ...network, nodes, arch: foldedArch(network.input, network.arch, nodes) as Folded<Net['arch']> }
}

const foldedArch = (from: Shape, arch: Arch, nodes: readonly Node[]): Arch =>
  typeof arch === 'string'
    ? arch.startsWith('folded ')
      ? arch
      : `folded ${arch}`
    : F.pipe(
        walk(from, specsOf(nodes)),
        E.match(
          ({ problem }) => invariant(problem),
          ({ names }) => names,
        ),
      )

/** The same fold over a tree's nodes. */
export const foldedNodes = (nodes: readonly Node[]): readonly Node[] => {
  const done: Node[] = []
  for (const node of nodes) {
    const before = done.at(-1)
    const both = node._tag === 'layer' && before?._tag === 'layer' ? normalized(before, node) : undefined
    if (both === undefined) done.push(node)
    else done[done.length - 1] = both
  }
  return done.map((node) => (node._tag === 'layer' ? plain(node) : { ...node, branches: node.branches.map(foldedNodes) }))
}

/** The same numbers without subnormal ones; the same array where it has none. */
const normalOf = (values: Float32Array): Float32Array => {
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number
    if (flushed(value) !== value) return values.map(flushed)
  }
  return values
}

/** A layer as it answers: a mask is in the weights, and no number that it was trained to is subnormal. Arrays that are so already are not copied. */
const plain = (node: LayerNode): LayerNode => {
  const { layer, arrays } = asNode(definitionOf(node.layer).unmasked?.(node.layer, node.arrays) ?? node)
  const specs = definitionOf(layer).arrays(layer)
  const normal = Object.entries(arrays).map(([name, values]) => [name, isTrained(known(specs[name]).role) ? normalOf(values) : values])
  return { _tag: 'layer', layer, arrays: Object.fromEntries(normal) }
}

/** Both in one: a norm over batches, and the layer in front of it where its weights can take it up. */
const normalized = (before: LayerNode, { layer, arrays }: LayerNode): LayerNode | undefined => {
  const { normalized: taken } = definitionOf(before.layer)
  const norm = taken && definitionOf(layer).normalization?.(layer, arrays)
  const both = norm && taken?.(before.layer, before.arrays, norm)
  return both && asNode(both)
}

/** What a layer's definition makes of a layer is a layer, though it cannot say which. */
const asNode = ({ layer, arrays }: Filled<{ readonly _tag: string }>): LayerNode => ({ _tag: 'layer', layer: layer as Layer, arrays })
