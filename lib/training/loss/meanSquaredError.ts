/** The mean squared error, what a regression is trained by unless it is told otherwise. */
import type { LossDefinition } from './definition.js'
import { elementwise } from './elementwise.js'

/** What `meanSquaredError` makes: a plain description. */
export interface MeanSquaredError {
  readonly _tag: 'meanSquaredError'
}

/**
 * The mean of (output - target)² over all numbers of a batch: what the answer drifts to is the targets' mean.
 *
 * @see PyTorch's `torch.nn.MSELoss`
 * @example
 * meanSquaredError() // => { _tag: 'meanSquaredError' }
 */
export const meanSquaredError = (): MeanSquaredError => ({ _tag: 'meanSquaredError' })

/** Its row in the table of `loss.ts`. */
export const meanSquaredErrorDefinition: LossDefinition<MeanSquaredError> = elementwise('vectors', () => ({ _tag: 'squaredError' }), {
  fields: {},
})
