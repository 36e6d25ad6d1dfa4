/** Lion; `engine/lion.ts` has the formula. */
import { aNumber, optional } from '../../shape/kind.js'
import type { Optional } from '../../shape/optional.js'
import { checkedOptions } from '../../shape/options.js'
import { type OptimizerDefinition, shareProblem } from './definition.js'

/** What `lion` makes: a plain description. */
export interface Lion {
  readonly _tag: 'lion'
  /** how much of the mean of the gradients is in a step's direction; at least 0 and less than 1, default 0.9 */
  readonly beta1: number
  /** how much of that mean stays at each step; default 0.99 */
  readonly beta2: number
}

/**
 * Lion: each number steps by the learning rate itself, along the sign of the gradients' mean, so the rate is a third to a tenth of AdamW's.
 * Weight decay is decoupled: each array loses learningRate * weightDecay of itself.
 *
 * @see Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2
 * @example
 * lion() // => { _tag: 'lion', beta1: 0.9, beta2: 0.99 }
 */
export const lion = (options: Optional<Omit<Lion, '_tag'>> = {}): Lion => {
  const { beta1 = 0.9, beta2 = 0.99 } = checkedOptions('lion', { beta1: optional(aNumber), beta2: optional(aNumber) }, options)
  return { _tag: 'lion', beta1, beta2 }
}

/** Its row in the table of `optimizer.ts`. */
export const lionDefinition: OptimizerDefinition<Lion> = {
  slots: ['firstMoment'],
  fields: { beta1: aNumber, beta2: aNumber },
  problem: ({ beta1, beta2 }) => shareProblem('beta1', beta1) ?? shareProblem('beta2', beta2),
  step: (backend, parameter, gradient, { firstMoment }, { beta1, beta2 }, { learningRate, weightDecay }) => {
    const { parameter: next, first } = backend.lion(parameter, gradient, firstMoment, { learningRate, beta1, beta2, weightDecay })
    return { parameter: next, kept: { firstMoment: first } }
  },
}
