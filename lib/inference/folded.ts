/**
 * Constant factors drawn together: what a network needs for training and not for answering. A batch norm at rest multiplies each channel by a
 * constant and adds another; right behind a convolution or linear layer that is a change of its weights,
 *
 *     weight' = weight * factor,    bias' = (bias - mean) * factor + shift,    factor = scale / sqrt(variance + epsilon)
 *
 * and a mask is a change of them anyway.
 */
import { either as E, function as F } from 'fp-ts'
import { finite } from '../layer/arrayRule.js'
import type { BatchNorm } from '../layer/batchNorm.js'
import { isTrained } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { admitted } from '../network/admitted.js'
import { underMask } from '../layer/masked.js'
import { specsOf } from '../network/specsOf.js'
import type { AnyNetwork, Arch, LayerNode, Network, Node } from '../network/network.js'
import { walk } from '../network/walk.js'
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
  const nodes = foldedNodes(admitted(network).nodes)
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
    const both =
      node._tag === 'layer' && node.layer._tag === 'batchNorm' && before?._tag === 'layer' && isWeighted(before.layer)
        ? normalized(before, before.layer, node.layer, node.arrays)
        : undefined
    if (both === undefined) done.push(node)
    else done[done.length - 1] = both
  }
  return done.map((node) => (node._tag === 'layer' ? plain(node) : { ...node, branches: node.branches.map(foldedNodes) }))
}

type Weighted = Extract<Layer, { readonly bias: boolean }>

const isWeighted = (layer: Layer): layer is Weighted => 'bias' in layer

/** The smallest number of float32 with all its digits. Processors are many times slower below it, and a channel that died has such weights. */
const smallestNormal = 2 ** -126

const isSubnormal = (value: number): boolean => Math.abs(value) < smallestNormal

const flushed = (value: number): number => (isSubnormal(value) ? 0 : value)

/** The same numbers without subnormal ones; the same array where it has none. */
const normalOf = (values: Float32Array): Float32Array => {
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number
    if (value !== 0 && isSubnormal(value)) return values.map(flushed)
  }
  return values
}

/** A layer as it answers: a mask is in the weights, and no number that it was trained to is subnormal. Arrays that are so already are not copied. */
const plain = ({ layer, arrays: { mask, ...arrays }, ...node }: LayerNode): LayerNode => {
  const unmasked =
    layer._tag === 'maskedConv2d'
      ? { ...layer, _tag: 'conv2d' as const }
      : layer._tag === 'maskedLinear'
        ? { ...layer, _tag: 'linear' as const }
        : layer
  const acting = mask === undefined ? arrays : { ...arrays, weight: underMask(known(arrays.weight), mask) }
  const specs = definitionOf(unmasked).arrays(unmasked)
  const normal = Object.entries(acting).map(([name, values]) => [name, isTrained(known(specs[name]).role) ? normalOf(values) : values])
  return { ...node, layer: unmasked, arrays: Object.fromEntries(normal) }
}

/**
 * A layer with the batch norm that follows it; the last axis of its weight runs over the channels. Undefined where their product is too large for
 * a float32, though neither is: a batch norm may undo what a layer does.
 */
const normalized = (node: LayerNode, layer: Weighted, { epsilon }: BatchNorm, norm: LayerNode['arrays']): LayerNode | undefined => {
  const [scale, shift, mean, variance] = [norm.scale, norm.shift, norm.runningMean, norm.runningVariance].map((array) => known(array))
  const factor = Float64Array.from(known(scale), (value, channel) => value / Math.sqrt((variance?.[channel] ?? 0) + epsilon))
  const { mask, ...arrays } = node.arrays
  const weight = scaled(known(arrays.weight), mask, factor)
  const bias = Float32Array.from(factor, (value, channel) =>
    flushed(((arrays.bias?.[channel] ?? 0) - (mean?.[channel] ?? 0)) * value + (shift?.[channel] ?? 0)),
  )
  return finite.brokenAt(weight) < 0 && finite.brokenAt(bias) < 0
    ? { ...node, layer: { ...layer, bias: true }, arrays: { ...arrays, weight, bias } }
    : undefined
}

/** A weight whose last axis runs over the channels, each times its factor, 0 where a mask has 0. */
const scaled = (weight: Float32Array, mask: Float32Array | undefined, factors: Float64Array): Float32Array => {
  const product = new Float32Array(weight.length)
  for (let row = 0; row < weight.length; row += factors.length)
    for (let channel = 0; channel < factors.length; channel += 1) {
      const at = row + channel
      product[at] = mask?.[at] === 0 ? 0 : flushed((weight[at] as number) * (factors[channel] as number))
    }
  return product
}
