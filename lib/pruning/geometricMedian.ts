/**
 * Which filters others could stand in for: those in the middle of their layer. Not how large a filter is counts, but how far it is from the others.
 */
import { either as E } from 'fp-ts'
import { known } from '../shape/invariant.js'
import type { Criterion } from './criterion.js'
import { eachDistance } from './eachDistance.js'

/**
 * Filter pruning via geometric median (FPGM): the sum of a filter's Euclidean distances to the others of its layer,
 *
 *     s[o] = sum over p of  sqrt(sum of (w[u, v, c, o] - w[u, v, c, p])^2)
 *
 * so that filters nearest to the layer's geometric median go first. Of two that are equal neither is of use to the other: both have the same score. Biases do not
 * count, nor do masked weights; of selected channels, those weights count that read them. Takes time in proportion to the square of the width.
 *
 * @see He et al. 2019, "Filter pruning via geometric median for deep convolutional neural networks acceleration", section 3.3
 * @example
 * const network = sequential(input(1), linear(1, 3), relu, linear(3, 2))(key(0))
 * const arrays = { '0.weight': Float32Array.of(0.5, 3, 4), '0.bias': new Float32Array(3), '2.weight': new Float32Array(6), '2.bias': new Float32Array(2) }
 * const trained = F.pipe(network, withArrays(arrays))
 * F.pipe(trained, E.map(narrow(geometricMedian, [2])), E.map((slim) => arraysOf(slim)[0]?.values)) // => E.right(Float32Array.of(0.5, 4))
 */
export const geometricMedian: Criterion<never> = {
  name: 'distance from the other filters',
  score: ({ weight, width }) => {
    const sums = new Float64Array(width)
    eachDistance(weight, width, (one, other, apart) => {
      sums[one] = known(sums[one]) + apart
      sums[other] = known(sums[other]) + apart
    })
    return E.right(Array.from(sums))
  },
}
