/** FLOPs, a word with several meanings: a count never goes without the name of its convention. */
import { costsOf, type LayerCost } from '../network/layerCosts.js'
import type { Countable } from '../network/visitsOf.js'
import { referenceCounter } from './referenceCounter.js'
import { aNumber, type Kind, oneOf, record } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'

/**
 * What is counted as an operation.
 *   macs                              multiply-accumulates of convolutions and linear layers: Li et al. 2017
 *   2 x macs                          each as two: Liu et al. 2017 (Network Slimming)
 *   reference counter                 2 x macs, and biases, batch norms, rectifiers and pools by the rules of `referenceCounter.ts`
 *   reference counter, 1 for a mac    the same rules with 1 for a multiply-accumulate
 */
export type FlopsConvention = 'macs' | '2 x macs' | 'reference counter' | 'reference counter, 1 for a mac'

/** Operations for one sample, by a convention. */
export interface Flops {
  readonly count: number
  readonly convention: FlopsConvention
}

const operations: Readonly<Record<FlopsConvention, (cost: LayerCost) => number>> = {
  macs: ({ multiplyAccumulates }) => multiplyAccumulates,
  '2 x macs': ({ multiplyAccumulates }) => 2 * multiplyAccumulates,
  'reference counter': (cost) => referenceCounter(cost, { perMultiplyAccumulate: 2 }),
  'reference counter, 1 for a mac': (cost) => referenceCounter(cost, { perMultiplyAccumulate: 1 }),
}

/**
 * Operations for one sample.
 *
 * @example
 * const layers = sequential(input(784), linear(784, 10))
 * flops(layers, 'macs') // => { count: 7840, convention: 'macs' }
 * flops(layers, 'reference counter') // => { count: 15690, convention: 'reference counter' }
 */
export const flops = (counted: Countable, convention: FlopsConvention): Flops => {
  const operationsOf = operations[checkedArgument('flops', 'convention', conventionKind, convention)]
  return { count: costsOf('flops', counted).reduce((sum, cost) => sum + operationsOf(cost), 0), convention }
}

const conventionKind: Kind<FlopsConvention> = oneOf('macs', '2 x macs', 'reference counter', 'reference counter, 1 for a mac')

/**
 * A count with its convention, as text.
 *
 * @example
 * showFlops(flops(sequential(input(784), linear(784, 10)), '2 x macs')) // => '15,680 FLOPs (2 x macs)'
 */
export const showFlops = (counted: Flops): string => {
  const { count, convention } = checkedArgument('showFlops', 'what is shown', flopsKind, counted)
  return `${count.toLocaleString('en-US')} FLOPs (${convention})`
}

const flopsKind: Kind<Flops> = record({ count: aNumber, convention: conventionKind })
