/** Stochastic gradient descent; `engine/sgd.ts` has the formula. */
import { aNumber, optional, trueOrFalse } from '../../shape/kind.js'
import { checkedOptions } from '../../shape/options.js'
import { type OptimizerDefinition, shareProblem } from './definition.js'

/** What `sgd` makes: a plain description. */
export interface Sgd {
  readonly _tag: 'sgd'
  readonly momentum: number
  readonly nesterov: boolean
}

/**
 * Stochastic gradient descent, with the gradient d of each trained array p:
 *
 *     g = d + weightDecay * p      v = momentum * v + g, at first v = g      p = p - learningRate * (nesterov ? g + momentum * v : v)
 *
 * It is what a fit does without the option `optimizer`, by its options `momentum` and `nesterov`.
 *
 * momentum  at least 0 (the default) and less than 1
 * nesterov  look ahead along the velocity; needs momentum; default false
 *
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning", as PyTorch's `torch.optim.SGD` writes it
 * @example
 * sgd({ momentum: 0.9 }) // => { _tag: 'sgd', momentum: 0.9, nesterov: false }
 */
export const sgd = (options: { readonly momentum?: number | undefined; readonly nesterov?: boolean | undefined } = {}): Sgd => {
  const { momentum = 0, nesterov = false } = checkedOptions(
    'sgd',
    { momentum: optional(aNumber), nesterov: optional(trueOrFalse) },
    options,
  )
  return { _tag: 'sgd', momentum, nesterov }
}

/** Its row in the table of `optimizer.ts`. */
export const sgdDefinition: OptimizerDefinition<Sgd> = {
  slots: ['velocity'],
  fields: { momentum: aNumber, nesterov: trueOrFalse },
  problem: ({ momentum, nesterov }) =>
    shareProblem('momentum', momentum) ??
    (nesterov && Math.fround(momentum) === 0
      ? { field: 'nesterov', expected: 'false where the momentum is 0', found: nesterov }
      : undefined),
  step: (backend, parameter, gradient, { velocity }, { momentum, nesterov }, { learningRate, weightDecay }) => {
    const { parameter: next, ...kept } = backend.sgd(parameter, gradient, velocity, { learningRate, momentum, nesterov, weightDecay })
    return { parameter: next, kept }
  },
}
