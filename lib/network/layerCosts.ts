/** What a network's layers cost: trained numbers and multiply-accumulates, each in its place. */
import { isTrained } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { elementCount } from '../shape/shape.js'
import { type Countable, walkOf } from './visitsOf.js'
import type { Visit } from './walk.js'

/** A layer's costs for one sample. */
export interface LayerCost extends Visit {
  /** trained numbers: weights, biases, scales, shifts */
  readonly parameters: number
  readonly multiplyAccumulates: number
}

/**
 * What each layer costs.
 *
 * @example
 * layerCosts(sequential(input(4), linear(4, 2))).map((cost) => cost.parameters) // => [10]
 */
export const layerCosts = (counted: Countable): readonly LayerCost[] => costsOf('layerCosts', counted)

/** As above; `caller` names the public function in errors. */
export const costsOf = (caller: string, counted: Countable): readonly LayerCost[] =>
  walkOf(caller, counted).visits.map((visit) => ({
    ...visit,
    parameters: trainedNumbers(visit.layer),
    multiplyAccumulates: definitionOf(visit.layer).multiplyAccumulates(visit.layer, visit.input, visit.output),
  }))

const trainedNumbers = (layer: Layer): number =>
  Object.values(definitionOf(layer).arrays(layer))
    .filter(({ role }) => isTrained(role))
    .reduce((sum, { shape }) => sum + elementCount(shape), 0)
