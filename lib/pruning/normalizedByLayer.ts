import { either as E, function as F } from 'fp-ts'
import { checkedArgument } from '../shape/options.js'
import { type Criterion, criterionKind } from './criterion.js'

/**
 * A criterion whose scores have, layer by layer, a Euclidean norm of 1:  s[o] / sqrt(sum of s[p]^2).  No layer is ranked otherwise by itself; ranked together, as
 * `planToBudget` does, layers of large scores no longer outweigh the others. Scores that are all 0 stay. Infinite ones
 * stay as well, the norm is the others'.
 *
 * @see Molchanov et al. 2017, "Pruning convolutional neural networks for resource efficient inference", section 2.2 (normalization)
 * @example
 * normalizedByLayer(l1Norm).name // => 'L1 norm, by layer'
 */
export const normalizedByLayer = <Failure>(criterion: Criterion<Failure>): Criterion<Failure> => ({
  name: `${checkedArgument('normalizedByLayer', 'criterion', criterionKind, criterion).name}, by layer`,
  score: (candidates) =>
    F.pipe(
      criterion.score(candidates),
      E.map((scores) => {
        const largest = scores.reduce((most, score) => (Number.isFinite(score) ? Math.max(most, Math.abs(score)) : most), 0)
        if (largest === 0) return scores
        // by a power of two, which rounds nothing, so that squares are numbers
        const unit = 2 ** Math.min(Math.floor(Math.log2(largest)), 1023)
        const shares = scores.map((score) => score / unit)
        const norm = Math.sqrt(shares.reduce((sum, share) => (Number.isFinite(share) ? sum + share * share : sum), 0))
        return shares.map((share) => share / norm)
      }),
    ),
})
