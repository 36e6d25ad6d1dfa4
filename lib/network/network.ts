/**
 * A network: an immutable tree of layers with their arrays inside, and its type.
 *
 *     Network<[28, 28, 1], [10], [32, 64, 64], 'convnet'>
 *
 * Nobody writes to the arrays after construction. Surgery, training and checkpoints make a new network that shares what did not change.
 */
import type { Named } from '../layer/definition.js'
import type { Layer } from '../layer/layer.js'
import type { Cfg } from '../shape/atMost.js'
import type { Shape } from '../shape/shape.js'
import type { Branching } from './branching.js'

/** A width-free description: a family's name, or the names of the layers. */
export type Arch = string | readonly string[]

/** One layer with its arrays. */
export interface LayerNode {
  readonly _tag: 'layer'
  readonly layer: Layer
  readonly arrays: Named<Float32Array>
  /** in the tree that a fit trains: it runs as at rest, and its arrays stay */
  readonly frozen?: true
}

/** Branches, each with nodes of its own; an empty one hands on its input, as a residual's first does. */
export interface BranchingNode {
  readonly _tag: Branching['_tag']
  readonly branches: readonly (readonly Node[])[]
}

/** A place in the tree: a layer, or branches. */
export type Node = LayerNode | BranchingNode

/**
 * In, Out  one sample's shape, batch left out: [height, width, channels] or [features]
 * Widths   the widths that pruning may narrow, in forward order. Neither the output's width (class counts) nor a width that a sum ties
 *          to another (a ResNet's stem and block outputs) nor one that a selection selects from is in it.
 * Name     a family's name, or the names of the layers
 */
export interface Network<
  out In extends Shape = Shape,
  out Out extends Shape = Shape,
  out Widths extends Cfg = Cfg,
  out Name extends Arch = Arch,
> {
  readonly input: In
  readonly output: Out
  readonly cfg: Widths
  readonly arch: Name
  readonly nodes: readonly Node[]
}

/**
 * Any network: what a function takes that asks nothing of the shapes, and what arrays and records of unlike networks hold.
 * `<Net extends AnyNetwork>(network: Net) => ...` knows as much of each network as its caller does.
 */
export type AnyNetwork = Network<Shape, Shape, Cfg, Arch>

/** What a network's type says of it, as values. */
export type Signature = Omit<AnyNetwork, 'nodes'>
