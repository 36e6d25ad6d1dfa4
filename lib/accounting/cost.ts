/** What a network costs: parameters, bytes of weights, multiply-accumulates; exact integers. */
import { isTrained } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { arraysOf, layerNodes } from '../network/arrays.js'
import { layerCosts } from '../network/layerCosts.js'
import type { AnyNetwork } from '../network/network.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'

/**
 * Trained numbers: weights, biases, batch-norm scales and shifts. Running statistics and masks do not count.
 *
 * @example
 * parameterCount(mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))) // => 199210
 */
export const parameterCount = <In extends Shape>(network: AnyNetwork<In>): number =>
  layerCosts(network).reduce((sum, { parameters }) => sum + parameters, 0)

/**
 * Multiply-accumulates of convolutions and linear layers for one sample: the unit of "Pruning Filters for Efficient ConvNets".
 * (Network Slimming prints twice that.)
 *
 * @example
 * multiplyAccumulates(mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))) // => 198800
 */
export const multiplyAccumulates = <In extends Shape>(network: AnyNetwork<In>): number =>
  layerCosts(network).reduce((sum, cost) => sum + cost.multiplyAccumulates, 0)

/**
 * Parameters that act, neither 0 nor under a mask's 0: what is left after weight-level pruning.
 *
 * @example
 * nonzeroParameterCount(sequential(input(4), linear(4, 2, { bias: false }))(key(0))) // => 8
 */
export const nonzeroParameterCount = <In extends Shape>(network: AnyNetwork<In>): number =>
  layerNodes(network.nodes).reduce((sum, [, { layer, arrays }]) => {
    const acting = (name: string, values: Float32Array): number =>
      values.reduce((count, value, at) => count + (value === 0 || (name === 'weight' && arrays.mask?.[at] === 0) ? 0 : 1), 0)
    return Object.entries(definitionOf(layer).arrays(layer))
      .filter(([, { role }]) => isTrained(role))
      .reduce((inner, [name]) => inner + acting(name, known(arrays[name], name)), sum)
  }, 0)

/**
 * Bytes a network's arrays take as float32: trained ones and running statistics, without masks.
 *
 * @example
 * weightBytes(sequential(input(4), linear(4, 2))(key(0))) // => 40
 */
export const weightBytes = <In extends Shape>(network: AnyNetwork<In>): number =>
  arraysOf(network)
    .filter(({ role }) => role !== 'mask')
    .reduce((sum, { values }) => sum + values.byteLength, 0)
