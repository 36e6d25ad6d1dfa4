/** What a criterion has to beat: chance, and its own opposite (Li et al. 2017, section 4.4). */
import { either as E, function as F } from 'fp-ts'
import { uniform } from '../random/distributions.js'
import { aKey, foldIn, type Key } from '../random/key.js'
import { checkedArgument } from '../shape/options.js'
import { type Criterion, criterionKind } from './criterion.js'

/**
 * Channels by chance: another draw for each layer, the same for the same key.
 *
 * @example
 * randomScore(key(0)).name // => 'random'
 */
export const randomScore = (key: Key): Criterion<never> => {
  checkedArgument('randomScore', 'key', aKey, key)
  return { name: 'random', score: ({ index, width }) => E.right(Array.from(uniform(foldIn(key, index), width))) }
}

/**
 * The opposite of a criterion: prunes what it would keep first.
 *
 * @example
 * largest(l1Norm).name // => 'largest L1 norm'
 */
export const largest = <Failure>(criterion: Criterion<Failure>): Criterion<Failure> => ({
  name: `largest ${checkedArgument('largest', 'criterion', criterionKind, criterion).name}`,
  score: (candidates) =>
    F.pipe(
      criterion.score(candidates),
      E.map((scores) => scores.map((score) => -score)),
    ),
})
