/** Binary cross-entropy: each label is a question of its own. */
import type { LossDefinition } from './definition.js'
import { elementwise } from './elementwise.js'

/** What `binaryCrossEntropy` makes: a plain description. */
export interface BinaryCrossEntropy {
  readonly _tag: 'binaryCrossEntropy'
}

/**
 * The mean over all labels of a batch (of maps, over all of their cells) of -ln p where a sample or cell has the label, else of -ln(1 - p); p = 1 / (1 + e^-logit), so the network ends in
 * logits, without a sigmoid of its own.
 *
 * @see PyTorch's `torch.nn.BCEWithLogitsLoss`
 * @example
 * binaryCrossEntropy() // => { _tag: 'binaryCrossEntropy' }
 */
export const binaryCrossEntropy = (): BinaryCrossEntropy => ({ _tag: 'binaryCrossEntropy' })

/** Its row in the table of `loss.ts`. */
export const binaryCrossEntropyDefinition: LossDefinition<BinaryCrossEntropy> = elementwise(
  'severalLabels',
  () => ({ _tag: 'binaryCrossEntropy' }),
  { fields: {} },
)
