/**
 * Cross-entropy of softmax(logits) against any weights T of the classes, with its gradient:
 *
 *     loss = -sum T[sample, class] log softmax(logits)[sample, class]        gradient = softmax(logits) * (sum of T's row) - T
 *
 * Soft labels, label smoothing and class weights are all weights of classes, worked out where a batch is made, the mean's divisor included. A class
 * without weight costs nothing, whatever its logit. A row's largest logit is subtracted first, so no exponential overflows.
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, sameShape, showShape } from '../shape/shape.js'
import type { Backend } from './backend.js'
import type { Memory } from './memory.js'

/** A device's pass, given logits and weights [batch, classes] and labels [batch] alone; it borrows all. */
export const softCrossEntropyBy =
  ({ release }: Memory, pass: Backend['softCrossEntropy']): Backend['softCrossEntropy'] =>
  (logits, weights, labels) => {
    const fit = logits.shape.length === 2 && channelsOf(logits.shape) > 0 && sameShape(logits.shape, weights.shape)
    if (!fit || !sameShape(logits.shape.slice(0, 1), labels.shape))
      invariant(`logits ${showShape(logits.shape)} were compared with weights ${showShape(weights.shape)} of classes`)
    const result = pass(logits, weights, labels)
    release(logits)
    return result
  }
