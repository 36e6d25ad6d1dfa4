/** Pruning by and by: how much a network may cost after each of several rounds of pruning and fine-tuning. */
import { notNegative, optional, positive, wholeNumber } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'

/** The options of `gradualBudgets`. */
export interface GradualOptions {
  /** what the network costs now */
  readonly from: number
  /** what it may cost after the last round */
  readonly to: number
  readonly rounds: number
  /** 1 for equal parts in each round; 3 (the default) prunes most in the first rounds, while there is much to choose from */
  readonly power?: number | undefined
}

/**
 * The budget of each round, the last `to` itself:
 *
 *     to + (from - to) * (1 - round / rounds)^power        round = 1, 2, ..., rounds
 *
 * @see Zhu and Gupta 2017, "To prune, or not to prune", section 3 (automated gradual pruning, there of weights)
 * @example
 * gradualBudgets({ from: 1000, to: 200, rounds: 4, power: 1 }) // => [800, 600, 400, 200]
 * gradualBudgets({ from: 1000, to: 200, rounds: 2 }) // => [300, 200]
 */
export const gradualBudgets = (options: GradualOptions): readonly number[] => {
  const kinds = { from: notNegative, to: notNegative, rounds: wholeNumber(1), power: optional(positive) }
  const { from, to, rounds, power = 3 } = checkedOptions('gradualBudgets', kinds, options)
  return Array.from({ length: rounds }, (_, round) => to + (from - to) * (1 - (round + 1) / rounds) ** power)
}
