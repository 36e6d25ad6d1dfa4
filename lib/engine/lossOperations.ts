/** What a device computes at the end of a training step: a loss, its gradient, and how good the answers were. */
import type { DeviceArray } from './deviceArray.js'
import type { ElementwiseLoss } from './elementwiseLoss.js'

/** What came out of a batch, two numbers: the loss, and the measure beside it. */
export interface Judged {
  readonly outcome: DeviceArray
  readonly gradient: DeviceArray
}

/** The losses. */
export interface LossOperations {
  /**
   * Softmax cross-entropy of logits [batch, classes] (taken) against labels [batch], each the number of a class (borrowed): what came out of
   * it, [mean loss, right answers], and the mean's gradient by the logits. A right answer is a label that is the first of its row's largest
   * logits, none of which is NaN. A label that is no class makes the loss NaN, and is no right answer.
   */
  readonly softmaxCrossEntropy: (
    logits: DeviceArray,
    labels: DeviceArray,
  ) => { readonly outcome: DeviceArray; readonly logitsGradient: DeviceArray }
  /**
   * Cross-entropy of logits [batch, classes] (taken) against weights of classes [batch, classes] (formula: softCrossEntropy.ts), and how many labels
   * [batch] the logits answer rightly, as above. Borrows weights and labels. [summed loss, right answers]
   */
  readonly softCrossEntropy: (logits: DeviceArray, weights: DeviceArray, labels: DeviceArray) => Judged
  /**
   * The mean of a function of output (taken) and targets (borrowed), of one shape (formulas: elementwiseLoss.ts). The measure beside it is the sum of
   * the squared differences; of binary cross-entropy, how many numbers stand on the side of 0 that their target, 0 or 1, wants: above it for 1.
   */
  readonly elementwiseLoss: (output: DeviceArray, targets: DeviceArray, loss: ElementwiseLoss) => Judged
}
