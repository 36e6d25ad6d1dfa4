/** What a network costs: parameters, bytes of weights, multiply-accumulates; exact integers. */
import { isConstant, isTrained } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import { arraysBy } from '../network/arrays.js'
import { costsOf } from '../network/layerCosts.js'
import { layerNodes } from '../network/layerNodes.js'
import { type Countable, walkOf } from '../network/visitsOf.js'
import { checkedTree, type Tree } from '../network/checkedTree.js'
import { known } from '../shape/invariant.js'
import { elementCount } from '../shape/shape.js'
import { oneOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'

/**
 * What is counted as a parameter. Running statistics and masks never are.
 *   trained            weights, biases, batch-norm scales and shifts; Liu et al. 2017 print these
 *   weights            those of convolutions and linear layers alone; Li et al. 2017 print these
 *   reference counter  trained ones, and one for each channel that a selection selects from: the code of Network Slimming keeps a 0/1 vector
 *                      among its parameters
 */
export type ParameterConvention = 'trained' | 'weights' | 'reference counter'

/**
 * Parameters; the trained numbers by default.
 *
 * @example
 * const layers = sequential(input(784), linear(784, 200), relu, linear(200, 10))
 * parameterCount(layers) // => 159010
 * parameterCount(layers, { convention: 'weights' }) // => 158800
 */
export const parameterCount = (counted: Countable, options: { readonly convention?: ParameterConvention | undefined } = {}): number => {
  const { convention = 'trained' } = checkedOptions('parameterCount', conventionKinds, options)
  return walkOf('parameterCount', counted).visits.reduce((sum, { layer }) => sum + parametersOf(layer, convention), 0)
}

const conventionKinds = { convention: optional(oneOf('trained', 'weights', 'reference counter')) }

const parametersOf = (layer: Layer, convention: ParameterConvention): number =>
  Object.values(definitionOf(layer).arrays(layer))
    .filter(({ role }) => (convention === 'weights' ? role === 'weight' : isTrained(role)))
    .reduce((sum, { shape }) => sum + elementCount(shape), 0) +
  (convention === 'reference counter' ? (definitionOf(layer).otherParameters?.(layer) ?? 0) : 0)

/**
 * Multiply-accumulates of convolutions and linear layers for one sample: the unit of "Pruning Filters for Efficient ConvNets".
 * (Network Slimming prints twice that; `flops` has every convention.)
 *
 * @example
 * multiplyAccumulates(mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))) // => 198800
 */
export const multiplyAccumulates = (counted: Countable): number =>
  costsOf('multiplyAccumulates', counted).reduce((sum, cost) => sum + cost.multiplyAccumulates, 0)

/**
 * Parameters that act, neither 0 nor under a mask's 0: what is left after weight-level pruning.
 *
 * @example
 * nonzeroParameterCount(sequential(input(4), linear(4, 2, { bias: false }))(key(0))) // => 8
 */
export const nonzeroParameterCount = (network: Tree): number =>
  layerNodes(checkedTree('nonzeroParameterCount', network).nodes).reduce((sum, [, { layer, arrays }]) => {
    const acting = (name: string, values: Float32Array): number => nonzeros(values, name === 'weight' ? arrays.mask : undefined)
    return Object.entries(definitionOf(layer).arrays(layer))
      .filter(([, { role }]) => isTrained(role))
      .reduce((inner, [name]) => inner + acting(name, known(arrays[name], name)), sum)
  }, 0)

/** Without a branch for each number: no processor foresees a mask. */
const nonzeros = (values: Float32Array, mask: Float32Array = values): number => {
  let count = 0
  for (let at = 0; at < values.length; at += 1) count += Number(values[at] !== 0) & Number(mask[at] !== 0)
  return count
}

/**
 * Bytes a network's arrays take as float32: trained ones and running statistics, without masks and selections' positions.
 *
 * @example
 * weightBytes(sequential(input(4), linear(4, 2))(key(0))) // => 40
 */
export const weightBytes = (network: Tree): number =>
  arraysBy('weightBytes', network)
    .filter(({ role }) => !isConstant(role))
    .reduce((sum, { values }) => sum + values.byteLength, 0)
