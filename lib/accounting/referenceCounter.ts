/**
 * The operations that the code of "Rethinking the value of network pruning" (Liu et al. 2019) counts, and with it that of Network Slimming:
 *
 *     convolution, linear   its multiply-accumulates, 2 operations each by default, and 1 for each bias added
 *     batch norm            2 for each number it is given, over maps; over features it is not counted
 *     rectifier             1 for each number
 *     max-pool              size² for each number it gives, on the map or not
 *     global average pool   1 for each number it is given
 *
 * Not counted: sums, products, concatenations, selections, zero channels, and average pools that are not global. (The counter sees only what is
 * registered as a module, and in those networks the latter are called as functions.)
 */
import { definitionOf } from '../layer/layer.js'
import type { LayerCost } from '../network/layerCosts.js'

/**
 * The operations of one layer.
 *
 * @example
 * const [convolution, rectifier] = layerCosts(sequential(input(8, 8, 1), conv2d(1, 2), relu))
 * referenceCounter(convolution!, { perMultiplyAccumulate: 2 }) // => 2304
 * referenceCounter(rectifier!, { perMultiplyAccumulate: 2 }) // => 128
 */
export const referenceCounter = (cost: LayerCost, { perMultiplyAccumulate }: { readonly perMultiplyAccumulate: 1 | 2 }): number =>
  perMultiplyAccumulate * cost.multiplyAccumulates + otherOperations(cost)

const otherOperations = ({ layer, input, output }: LayerCost): number => definitionOf(layer).otherOperations?.(layer, input, output) ?? 0
