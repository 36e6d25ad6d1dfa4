/** Adam and AdamW; `engine/adam.ts` has the formulas. */
import { aNumber, type Kinds, optional } from '../../shape/kind.js'
import type { Optional } from '../../shape/optional.js'
import { checkedOptions } from '../../shape/options.js'
import { epsilonProblem, type OptimizerDefinition, shareProblem } from './definition.js'

/** What both are told. */
export interface AdamNumbers {
  /** how much of the mean of the gradients stays at each step; at least 0 and less than 1, default 0.9 */
  readonly beta1: number
  /** the same of their squares; default 0.999 */
  readonly beta2: number
  /** added to the root that is divided by; above 0, default 1e-8 */
  readonly epsilon: number
}

/** What `adam` makes: a plain description. */
export interface Adam extends AdamNumbers {
  readonly _tag: 'adam'
}

/** What `adamW` makes: a plain description. */
export interface AdamW extends AdamNumbers {
  readonly _tag: 'adamW'
}

const fields: Kinds<AdamNumbers> = { beta1: aNumber, beta2: aNumber, epsilon: aNumber }

const filled = (caller: string, options: Optional<AdamNumbers>): AdamNumbers => {
  const kinds = { beta1: optional(aNumber), beta2: optional(aNumber), epsilon: optional(aNumber) }
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = checkedOptions(caller, kinds, options)
  return { beta1, beta2, epsilon }
}

/**
 * Adam: steps along the mean of the gradients, divided by the root of the mean of their squares, both corrected for having begun at 0. The
 * fit's `weightDecay` is added to the gradient.
 *
 * @see Kingma and Ba 2015, "Adam: a method for stochastic optimization", as PyTorch's `torch.optim.Adam` writes it
 * @example
 * adam({ beta2: 0.99 }) // => { _tag: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-8 }
 */
export const adam = (options: Optional<AdamNumbers> = {}): Adam => ({ _tag: 'adam', ...filled('adam', options) })

/**
 * Adam with decoupled weight decay: each array loses learningRate * weightDecay of itself, beside its step. `weightDecay` is the fit's option,
 * 0 unless it is given (PyTorch's default is 0.01).
 *
 * @see Loshchilov and Hutter 2019, "Decoupled weight decay regularization", as PyTorch's `torch.optim.AdamW` writes it
 * @example
 * adamW() // => { _tag: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
 */
export const adamW = (options: Optional<AdamNumbers> = {}): AdamW => ({ _tag: 'adamW', ...filled('adamW', options) })

const definition = (decoupled: boolean): OptimizerDefinition<AdamNumbers> => ({
  slots: ['firstMoment', 'secondMoment'],
  fields,
  problem: ({ beta1, beta2, epsilon }) => shareProblem('beta1', beta1) ?? shareProblem('beta2', beta2) ?? epsilonProblem(epsilon),
  step: (backend, parameter, gradient, { firstMoment, secondMoment }, { beta1, beta2, epsilon }, numbers) => {
    const moments = firstMoment && secondMoment && { first: firstMoment, second: secondMoment }
    const { parameter: next, first, second } = backend.adam(parameter, gradient, moments, { beta1, beta2, epsilon, decoupled, ...numbers })
    return { parameter: next, kept: { firstMoment: first, secondMoment: second } }
  },
})

/** Their rows in the table of `optimizer.ts`. */
export const adamDefinition: OptimizerDefinition<Adam> = definition(false)
export const adamWDefinition: OptimizerDefinition<AdamW> = definition(true)
