import { get, type ReferenceArray } from './array.js'

/** The mean over rows of -log(exp(logits[label]) / sum exp(logits)); fit for logits of moderate size only. */
export const softmaxCrossEntropy = (logits: ReferenceArray, labels: ArrayLike<number>): number => {
  const [batch, classes] = logits.shape as readonly [number, number]
  let loss = 0
  for (let n = 0; n < batch; n += 1) {
    let sum = 0
    for (let c = 0; c < classes; c += 1) sum += Math.exp(get(logits, n, c))
    loss -= Math.log(Math.exp(get(logits, n, labels[n] ?? -1)) / sum)
  }
  return loss / batch
}
