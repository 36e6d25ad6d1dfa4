import { get, type ReferenceArray } from './array.js'

/** The mean over rows of -sum labels log(exp(logits) / sum exp(logits)); fit for logits of moderate size only. */
export const softmaxCrossEntropy = (logits: ReferenceArray, labels: ReferenceArray): number => {
  const [batch, classes] = logits.shape as readonly [number, number]
  let loss = 0
  for (let n = 0; n < batch; n += 1) {
    let sum = 0
    for (let c = 0; c < classes; c += 1) sum += Math.exp(get(logits, n, c))
    for (let c = 0; c < classes; c += 1) loss -= get(labels, n, c) * Math.log(Math.exp(get(logits, n, c)) / sum)
  }
  return loss / batch
}
