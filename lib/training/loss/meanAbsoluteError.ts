/** The mean absolute error, which outliers pull no harder than others. */
import type { LossDefinition } from './definition.js'
import { elementwise } from './elementwise.js'

/** What `meanAbsoluteError` makes: a plain description. */
export interface MeanAbsoluteError {
  readonly _tag: 'meanAbsoluteError'
}

/**
 * The mean of |output - target| over all numbers of a batch: what the answer drifts to is the targets' median. Its gradient is 0 at 0.
 *
 * @see PyTorch's `torch.nn.L1Loss`
 * @example
 * meanAbsoluteError() // => { _tag: 'meanAbsoluteError' }
 */
export const meanAbsoluteError = (): MeanAbsoluteError => ({ _tag: 'meanAbsoluteError' })

/** Its row in the table of `loss.ts`. */
export const meanAbsoluteErrorDefinition: LossDefinition<MeanAbsoluteError> = elementwise('vectors', () => ({ _tag: 'absoluteError' }), {
  fields: {},
})
