/**
 * Mean cross-entropy of softmax(logits) against labels, with its gradient:
 *
 *     loss = -1/batch sum log softmax(logits)[label]        gradient = (softmax(logits) - 1 at the label) / batch
 *
 * Labels are numbers of classes, not distributions: a batch of 64 over 65,536 classes would be 16 MiB of zeros and 64 ones.
 * A row's largest logit is subtracted first, so no exponential overflows.
 */
import { invariant } from '../shape/invariant.js'
import { channelsOf, sameShape, showShape } from '../shape/shape.js'
import type { Backend } from './backend.js'
import type { Kernels } from './kernels.js'
import type { Memory } from './memory.js'

const crossEntropy = (logits: Float32Array, labels: Float32Array, gradient: Float32Array, classes: number): number => {
  const batch = labels.length
  const exponentials = new Float64Array(classes)
  let loss = 0
  for (let sample = 0; sample < batch; sample += 1) {
    const row = sample * classes
    const label = labels[sample] as number
    let largest = -Infinity
    for (let c = 0; c < classes; c += 1) largest = Math.max(largest, logits[row + c] as number)
    let sum = 0
    for (let c = 0; c < classes; c += 1) {
      const exponential = Math.exp((logits[row + c] as number) - largest)
      exponentials[c] = exponential
      sum += exponential
    }
    for (let c = 0; c < classes; c += 1) gradient[row + c] = ((exponentials[c] as number) / sum - (c === label ? 1 : 0)) / batch
    loss += label >= 0 && label < classes ? largest + Math.log(sum) - (logits[row + label] ?? Number.NaN) : Number.NaN
  }
  return loss / batch
}

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

export const softmaxCrossEntropy = (kernels: Kernels): Backend['softmaxCrossEntropy'] =>
  softmaxCrossEntropyBy(kernels, (logits, labels) => {
    const classes = channelsOf(logits.shape)
    const [loss, logitsGradient] = kernels.loop([logits, labels], [[], logits.shape], ([x, wanted], [value, gradient]) => {
      value[0] = crossEntropy(x, wanted, gradient, classes)
    })
    return { loss, logitsGradient }
  })
