/** RMSProp; `engine/rmsProp.ts` has the formula. */
import { aNumber, optional } from '../../shape/kind.js'
import type { Optional } from '../../shape/optional.js'
import { checkedOptions } from '../../shape/options.js'
import { epsilonProblem, type OptimizerDefinition, shareProblem } from './definition.js'

/** What `rmsProp` makes: a plain description. */
export interface RmsProp {
  readonly _tag: 'rmsProp'
  /** how much of the mean of the squared gradients stays at each step; at least 0 and less than 1, default 0.99 */
  readonly alpha: number
  /** added to the root that is divided by; above 0, default 1e-8 */
  readonly epsilon: number
  /** of the velocity; at least 0 (the default) and less than 1 */
  readonly momentum: number
}

/**
 * RMSProp: steps along the gradient, divided by the root of the mean of its squares. The fit's `weightDecay` is added to the gradient.
 *
 * @see Hinton, Srivastava and Swersky 2012, "Neural networks for machine learning", lecture 6e, as PyTorch's `torch.optim.RMSprop` writes it
 * @example
 * rmsProp({ momentum: 0.9 }) // => { _tag: 'rmsProp', alpha: 0.99, epsilon: 1e-8, momentum: 0.9 }
 */
export const rmsProp = (options: Optional<Omit<RmsProp, '_tag'>> = {}): RmsProp => {
  const kinds = { alpha: optional(aNumber), epsilon: optional(aNumber), momentum: optional(aNumber) }
  const { alpha = 0.99, epsilon = 1e-8, momentum = 0 } = checkedOptions('rmsProp', kinds, options)
  return { _tag: 'rmsProp', alpha, epsilon, momentum }
}

/** Its row in the table of `optimizer.ts`. */
export const rmsPropDefinition: OptimizerDefinition<RmsProp> = {
  slots: ['meanSquare', 'velocity'],
  fields: { alpha: aNumber, epsilon: aNumber, momentum: aNumber },
  problem: ({ alpha, epsilon, momentum }) => shareProblem('alpha', alpha) ?? epsilonProblem(epsilon) ?? shareProblem('momentum', momentum),
  step: (backend, parameter, gradient, { meanSquare, velocity }, { alpha, epsilon, momentum }, { learningRate, weightDecay }) => {
    const options = { learningRate, alpha, epsilon, momentum, weightDecay }
    const { parameter: next, ...kept } = backend.rmsProp(parameter, gradient, { meanSquare, velocity }, options)
    return { parameter: next, kept }
  },
}
