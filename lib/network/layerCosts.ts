/** What a network's layers cost: trained numbers and multiply-accumulates, each in its place. */
import { either as E, function as F } from 'fp-ts'
import { isTrained } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { invariant } from '../shape/invariant.js'
import { elementCount, type Shape } from '../shape/shape.js'
import type { AnyNetwork, Node } from './network.js'
import { branchingOf, type Spec } from './branching.js'
import { type Step, walk } from './walk.js'

/** A layer's costs for one sample. */
export interface LayerCost extends Step {
  /** trained numbers: weights, biases, scales, shifts */
  readonly parameters: number
  readonly multiplyAccumulates: number
}

/** The descriptions that a tree was made from. */
export const specsOf = (nodes: readonly Node[]): readonly Spec[] =>
  nodes.map((node) => (node._tag === 'layer' ? node.layer : branchingOf(node._tag, node.branches.map(specsOf))))

/** Each layer with its path and shapes, in forward order. */
export const stepsOf = (from: Shape, nodes: readonly Node[]): readonly Step[] =>
  F.pipe(
    walk(from, specsOf(nodes)),
    E.getOrElseW((error) => invariant(error.problem)),
  ).steps

/**
 * What each layer costs.
 *
 * @example
 * const network = sequential(input(4), linear(4, 2))(key(0))
 * layerCosts(network).map((cost) => cost.parameters) // => [10]
 */
export const layerCosts = <In extends Shape>(network: AnyNetwork<In>): readonly LayerCost[] =>
  stepsOf(network.input, network.nodes).map((step) => ({
    ...step,
    parameters: trainedNumbers(step.layer),
    multiplyAccumulates: definitionOf(step.layer).multiplyAccumulates(step.layer, step.input, step.output),
  }))

const trainedNumbers = (layer: Layer): number =>
  Object.values(definitionOf(layer).arrays(layer))
    .filter(({ role }) => isTrained(role))
    .reduce((sum, { shape }) => sum + elementCount(shape), 0)
