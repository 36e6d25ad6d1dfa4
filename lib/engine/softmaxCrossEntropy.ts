/**
 * Mean cross-entropy of softmax(logits) against label distributions, with its gradient:
 *
 *     loss = -1/batch sum labels log softmax(logits)        gradient = (softmax(logits) sum labels - labels) / batch
 *
 * The sum of labels is 1 for one-hot and for smoothed labels. A row's largest logit is subtracted first, so no exponential overflows.
 * A label of 0 contributes 0 even where the logit is -Infinity.
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, sameShape, showShape } from '../shape/shape.js'
import type { Backend } from './backend.js'
import type { Kernels } from './kernels.js'
import type { Memory } from './memory.js'

const crossEntropy = (logits: Float32Array, labels: Float32Array, gradient: Float32Array, classes: number): number => {
  const batch = logits.length / classes
  const exponentials = new Float64Array(classes)
  let loss = 0
  for (let row = 0; row < logits.length; row += classes) {
    let largest = -Infinity
    for (let c = 0; c < classes; c += 1) largest = Math.max(largest, logits[row + c] as number)
    let sum = 0
    let weight = 0
    for (let c = 0; c < classes; c += 1) {
      const exponential = Math.exp((logits[row + c] as number) - largest)
      exponentials[c] = exponential
      sum += exponential
      weight += labels[row + c] as number
    }
    const normalizer = largest + Math.log(sum)
    for (let c = 0; c < classes; c += 1) {
      const label = labels[row + c] as number
      if (label !== 0) loss += label * (normalizer - (logits[row + c] as number))
      gradient[row + c] = (((exponentials[c] as number) / sum) * weight - label) / batch
    }
    // Without a label in the row nothing above would have shown a NaN.
    if (sum !== sum) loss = Number.NaN
  }
  return loss / batch
}

/** A device's pass, given arrays [batch, classes] of one shape alone; it borrows both. */
export const softmaxCrossEntropyBy =
  ({ release }: Memory, pass: Backend['softmaxCrossEntropy']): Backend['softmaxCrossEntropy'] =>
  (logits, labels) => {
    if (logits.shape.length !== 2 || !sameShape(logits.shape, labels.shape)) {
      invariant(`logits ${showShape(logits.shape)} were compared with labels ${showShape(labels.shape)}`)
    }
    const result = pass(logits, labels)
    release(logits)
    return result
  }

export const softmaxCrossEntropy = (kernels: Kernels): Backend['softmaxCrossEntropy'] =>
  softmaxCrossEntropyBy(kernels, (logits, labels) => {
    const classes = channelsOf(logits.shape)
    const [loss, logitsGradient] = kernels.loop([logits, labels], [[], logits.shape], ([x, wanted], [value, gradient]) => {
      value[0] = crossEntropy(x, wanted, gradient, classes)
    })
    return { loss, logitsGradient }
  })
