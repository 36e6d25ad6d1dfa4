/**
 * The sparsity term of Network Slimming: lambda * sum |gamma| over batch-norm scales. Its subgradient, lambda * sign(gamma) with sign(0) = 0,
 * is added to the gradient before clipping, weight decay and momentum, so it passes through all of them.
 *
 * @see Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming", equation 1
 */
import { definitionOf } from '../layer/layer.js'
import { wellFormed } from '../network/admitted.js'
import { arraysOf } from '../network/arrays.js'
import { visitsOf } from '../network/visitsOf.js'
import type { AnyNetwork, Node } from '../network/network.js'
import type { Shape } from '../shape/shape.js'
import { type Sparsity, sparsityKinds } from './options.js'
import { notNegative } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'

/** Paths of the scales that the term pulls towards 0. */
export const sparsePaths = (from: Shape, nodes: readonly Node[], over: NonNullable<Sparsity['over']>): ReadonlySet<string> =>
  new Set(
    visitsOf(from, nodes)
      .filter(({ layer, input }) => definitionOf(layer).normalization !== undefined && (over === 'everywhere' || input.length === 3))
      .map(({ path }) => `${path}.scale`),
  )

/**
 * The value of the term: what the sparsity adds to the loss.
 *
 * @example
 * const network = sequential(input(4), linear(4, 3), batchNorm(3), relu, linear(3, 2))(key(0))
 * sparsityPenalty(network, { lambda: 0.5 }) // => 1.5
 */
export const sparsityPenalty = (network: AnyNetwork, options: Sparsity): number => {
  const { lambda, over = 'everywhere' } = checkedOptions('sparsityPenalty', { ...sparsityKinds, lambda: notNegative }, options)
  wellFormed('sparsityPenalty', network)
  const paths = sparsePaths(network.input, network.nodes, over)
  const scales = arraysOf(network).filter(({ path }) => paths.has(path))
  return lambda * scales.reduce((sum, { values }) => sum + values.reduce((inner, scale) => inner + Math.abs(scale), 0), 0)
}
