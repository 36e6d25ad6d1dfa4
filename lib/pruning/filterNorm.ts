/**
 * How much the weights that make a channel add up to: filters of a convolution, incoming weights of a neuron. Biases do not count.
 */
import { either as E } from 'fp-ts'
import type { Criterion } from './criterion.js'

/**
 * L1 norm of each filter:  s[o] = sum of |w[u, v, c, o]|  over its kernel and input channels; of a neuron's incoming weights. Biases do not count,
 * nor do masked weights. Selected channels have no filter: what counts is the weights that read them.
 *
 * @see Li et al. 2017, "Pruning Filters for Efficient ConvNets", section 3.1
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * F.pipe(wide, narrow(l1Norm, [3])).cfg // => [3]
 */
export const l1Norm: Criterion<never> = {
  name: 'L1 norm',
  score: ({ weight, width }) => E.right(sumByChannel(weight, width, Math.abs)),
}

/**
 * L2 norm of each filter:  s[o] = sqrt(sum of w[u, v, c, o]^2)  over the same weights.
 *
 * @see Li et al. 2017, section 3.1 and appendix 6.1: no noticeable difference to L1
 * @example
 * l2Norm.name // => 'L2 norm'
 */
export const l2Norm: Criterion<never> = {
  name: 'L2 norm',
  score: ({ weight, width }) => E.right(sumByChannel(weight, width, (value) => value * value).map(Math.sqrt)),
}

/** One sum a channel, in float64. Output channels are the last axis, so channel o owns every width-th entry. */
const sumByChannel = (weight: Float32Array, width: number, of: (value: number) => number): readonly number[] => {
  const sums = new Array<number>(width).fill(0)
  weight.forEach((value, index) => {
    const channel = index % width
    sums[channel] = (sums[channel] ?? 0) + of(value)
  })
  return sums
}
