/**
 * Mean cross-entropy of softmax(logits) against labels, with its gradient, and how many labels the logits answer rightly:
 *
 *     loss = -1/batch sum log softmax(logits)[label]        gradient = (softmax(logits) - 1 at the label) / batch
 *
 * Labels are numbers of classes, not distributions: a batch of 64 over 65,536 classes would be 16 MiB of zeros and 64 ones.
 * A row's largest logit is subtracted first, so no exponential overflows.
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, sameShape, showShape } from '../shape/shape.js'
import type { Backend } from './backend.js'
import type { Memory } from './memory.js'

/** A device's pass, given logits [batch, classes] and labels [batch] alone; it borrows both. */
export const softmaxCrossEntropyBy =
  ({ release }: Memory, pass: Backend['softmaxCrossEntropy']): Backend['softmaxCrossEntropy'] =>
  (logits, labels) => {
    if (logits.shape.length !== 2 || channelsOf(logits.shape) === 0 || !sameShape(logits.shape.slice(0, 1), labels.shape)) {
      invariant(`logits ${showShape(logits.shape)} were compared with labels ${showShape(labels.shape)}`)
    }
    const result = pass(logits, labels)
    release(logits)
    return result
  }
