/** |scale| of the batch norm behind a layer: what Network Slimming trains towards 0 where a channel is not needed. */
import { either as E } from 'fp-ts'
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
