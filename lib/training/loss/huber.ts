/** Huber's loss: squared where the error is small, absolute where it is large. */
import { isPositive32 } from '../../shape/float32.js'
import { aNumber, optional } from '../../shape/kind.js'
import type { Optional } from '../../shape/optional.js'
import { checkedOptions } from '../../shape/options.js'
import type { LossDefinition } from './definition.js'
import { elementwise } from './elementwise.js'

/** What `huber` makes: a plain description. */
export interface Huber {
  readonly _tag: 'huber'
  /** where the one becomes the other; above 0, default 1, in the targets' unit */
  readonly delta: number
}

/**
 * The mean over all numbers of a batch of d² / 2 where |d| is at most delta, else of delta (|d| - delta / 2); d = output - target.
 *
 * @see Huber 1964, "Robust estimation of a location parameter", as PyTorch's `torch.nn.HuberLoss` writes it
 * @example
 * huber({ delta: 0.5 }) // => { _tag: 'huber', delta: 0.5 }
 */
export const huber = (options: Optional<Omit<Huber, '_tag'>> = {}): Huber => {
  const { delta = 1 } = checkedOptions('huber', { delta: optional(aNumber) }, options)
  return { _tag: 'huber', delta }
}

/** Its row in the table of `loss.ts`. */
export const huberDefinition: LossDefinition<Huber> = elementwise('vectors', ({ delta }) => ({ _tag: 'huber', delta }), {
  fields: { delta: aNumber },
  problem: ({ delta }) => (isPositive32(delta) ? undefined : { field: 'delta', expected: 'a finite number above 0', found: delta }),
  recorded: ({ delta }) => ({ delta }),
})
