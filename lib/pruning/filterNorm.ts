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
  score: ({ weight, width }) => E.right(sumByChannel(weight, width, 1)),
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
  score: ({ weight, width }) => E.right(sumByChannel(weight, width, 2).map(Math.sqrt)),
}

/**
 * One sum a channel of |value|^power, in float64 and in the order of the entries. Output channels are the last axis, so channel o owns every
 * width-th entry. Four rows at once, so that each sum is fetched and put back for four entries; no function is called for one, as there may be
 * a hundred million.
 */
export const sumByChannel = (weight: Float32Array, width: number, power: 1 | 2): readonly number[] => {
  const sums = new Float64Array(width)
  const rows = weight.length / width
  const whole = rows - (rows % 4)
  for (let row = 0; row < whole; row += 4) addFour(sums, weight, row * width, power)
  for (let at = whole * width; at < weight.length; at += 1) {
    const value = weight[at] as number
    sums[at % width] = (sums[at % width] as number) + (power === 1 ? Math.abs(value) : value * value)
  }
  return Array.from(sums)
}

const addFour = (sums: Float64Array, weight: Float32Array, start: number, power: 1 | 2): void => {
  const width = sums.length
  for (let channel = 0; channel < width; channel += 1) {
    const at = start + channel
    const sum = sums[channel] as number
    const first = weight[at] as number
    const second = weight[at + width] as number
    const third = weight[at + 2 * width] as number
    const fourth = weight[at + 3 * width] as number
    sums[channel] =
      power === 1
        ? sum + Math.abs(first) + Math.abs(second) + Math.abs(third) + Math.abs(fourth)
        : sum + first * first + second * second + third * third + fourth * fourth
  }
}
