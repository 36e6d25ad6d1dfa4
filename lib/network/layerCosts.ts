/** What a network's layers cost: trained numbers and multiply-accumulates, each in its place. */
import { either as E, function as F } from 'fp-ts'
import { isTrained } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { invariant } from '../shape/invariant.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { branchingOf, type Spec } from './branching.js'
import type { Initialize } from './initialize.js'
import type { AnyNetwork, Node } from './network.js'
import { type Step, type Walk, walk } from './walk.js'

/** What costs are counted of: a network, or what `sequential` gives, whose weights need not be drawn for it. */
export type Countable = { readonly input: Shape; readonly nodes: readonly Node[] } | Initialize<AnyNetwork>

/** A layer's costs for one sample. */
export interface LayerCost extends Step {
  /** trained numbers: weights, biases, scales, shifts */
  readonly parameters: number
  readonly multiplyAccumulates: number
}

/** The descriptions that a tree was made from. */
export const specsOf = (nodes: readonly Node[]): readonly Spec[] =>
  nodes.map((node) => (node._tag === 'layer' ? node.layer : branchingOf(node._tag, node.branches.map(specsOf))))

/** The walk along layers that are known to fit each other. */
export const walkOf = (counted: Countable): Walk =>
  F.pipe(
    walk(counted.input, 'nodes' in counted ? specsOf(counted.nodes) : counted.layers),
    E.getOrElseW((error) => invariant(error.problem)),
  )

/** Each layer with its path and shapes, in forward order. */
export const stepsOf = (from: Shape, nodes: readonly Node[]): readonly Step[] => walkOf({ input: from, nodes }).steps

/**
 * What each layer costs.
 *
 * @example
 * layerCosts(sequential(input(4), linear(4, 2))).map((cost) => cost.parameters) // => [10]
 */
export const layerCosts = (counted: Countable): readonly LayerCost[] =>
  walkOf(counted).steps.map((step) => ({
    ...step,
    parameters: trainedNumbers(step.layer),
    multiplyAccumulates: definitionOf(step.layer).multiplyAccumulates(step.layer, step.input, step.output),
  }))

const trainedNumbers = (layer: Layer): number =>
  Object.values(definitionOf(layer).arrays(layer))
    .filter(({ role }) => isTrained(role))
    .reduce((sum, { shape }) => sum + elementCount(shape), 0)
