/** Softmax cross-entropy by a loop over the heap; see `engine/softmaxCrossEntropy.ts` for what it means. */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { softmaxCrossEntropyBy } from '../../softmaxCrossEntropy.js'
import type { Kernels } from '../kernels.js'

/** Into `outcome`, the mean loss and the right answers. */
const crossEntropy = (logits: Float32Array, labels: Float32Array, outcome: Float32Array, gradient: Float32Array, classes: number): void => {
  const batch = labels.length
  const exponentials = new Float64Array(classes)
  let loss = 0
  let correct = 0
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
    if (logits.subarray(row, row + classes).indexOf(largest) === label) correct += 1
  }
  outcome[0] = loss / batch
  outcome[1] = correct
}

export const softmaxCrossEntropy = (kernels: Kernels): Backend['softmaxCrossEntropy'] =>
  softmaxCrossEntropyBy(kernels, (logits, labels) => {
    const classes = channelsOf(logits.shape)
    const [outcome, logitsGradient] = kernels.loop([logits, labels], [[2], logits.shape], ([x, wanted], [scores, gradient]) => {
      crossEntropy(x, wanted, scores, gradient, classes)
    })
    return { outcome, logitsGradient }
  })
