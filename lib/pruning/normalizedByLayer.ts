import { either as E, function as F } from 'fp-ts'
import { checkedArgument } from '../shape/options.js'
import { type Criterion, criterionKind } from './criterion.js'

/**
 * A criterion whose scores have, layer by layer, a Euclidean norm of 1:  s[o] / sqrt(sum of s[p]^2).  No layer is ranked otherwise by itself; ranked together, as
 * `planToBudget` does, layers of large scores no longer outweigh the others. Scores that are all 0 stay.
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
        const norm = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0))
        return norm === 0 ? scores : scores.map((score) => score / norm)
      }),
    ),
})
