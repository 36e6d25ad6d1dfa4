/** |scale| of the batch norm behind a layer: what Network Slimming trains towards 0 where a channel is not needed. */
import { either as E, function as F } from 'fp-ts'
import { known } from '../shape/invariant.js'
import type { Criterion } from './criterion.js'

/** A criterion asked for a batch norm's scales where the channels pass none. */
export interface NoBatchNorm {
  readonly _tag: 'NoBatchNorm'
  readonly path: string
}

/**
 * s[o] = |scale[o]|, the paper's gamma, of the first batch norm behind the layer that makes the channels; for selected channels of the one in
 * front. A `Left` where no batch norm is there.
 *
 * @see Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming", section 3
 * @example
 * const plain = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * E.isLeft(F.pipe(plain, planTo(batchNormScale, [3]))) // => true
 */
export const batchNormScale: Criterion<NoBatchNorm> = {
  name: 'batch-norm scale',
  score: (candidates) =>
    candidates.batchNormScale === undefined
      ? E.left({ _tag: 'NoBatchNorm', path: candidates.path })
      : E.right(Array.from(candidates.batchNormScale, Math.abs)),
}

/**
 * s[o] = |scale[o]| * mean over the next layers' filters p of  sum of |w[u, v, o, p]|:  how loud a channel is, and how much of it is heard. Where the layers
 * between multiply by c what is multiplied by c (a rectifier, pools), it stays the same when a scale and shift are multiplied and the weights that
 * read the channel divided by one number, which changes no answer; `batchNormScale` and `l1Norm` do not.
 *
 * Behind a flatten the weights of all of a channel's pixels count. A `Left` where no batch norm is there.
 *
 * @see Ye et al. 2018, "Rethinking the smaller-norm-less-informative assumption in channel pruning of convolution layers", section 4.2, on that rescaling
 * @example
 * const network = sequential(input(4), linear(4, 6), batchNorm(6), relu, linear(6, 2))(key(0))
 * F.pipe(network, planTo(scaleTimesNextNorm, [3]), E.map(planWidths)) // => E.right([3])
 */
export const scaleTimesNextNorm: Criterion<NoBatchNorm> = {
  name: 'batch-norm scale times next norm',
  score: (candidates) =>
    F.pipe(
      batchNormScale.score(candidates),
      E.map((scales) => scales.map((scale, channel) => scale * known(candidates.nextNorms[channel]))),
    ),
}
