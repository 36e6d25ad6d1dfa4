/** Losses in float64, slow and obvious. */
import { get, type ReferenceArray } from './array.js'

/** One number's loss, by name. */
export const lossOf = {
  squaredError: (o: number, t: number): number => (o - t) ** 2,
  absoluteError: (o: number, t: number): number => Math.abs(o - t),
  huber: (o: number, t: number, delta: number): number =>
    Math.abs(o - t) <= delta ? (o - t) ** 2 / 2 : delta * (Math.abs(o - t) - delta / 2),
  binaryCrossEntropy: (o: number, t: number): number => -t * Math.log(1 / (1 + Math.exp(-o))) - (1 - t) * Math.log(1 / (1 + Math.exp(o))),
}

/** The mean of it over all numbers. */
export const meanLoss = (tag: keyof typeof lossOf, output: ArrayLike<number>, targets: ArrayLike<number>, delta = 1): number =>
  Array.from(output, (o, at) => lossOf[tag](o, targets[at] ?? Number.NaN, delta)).reduce((sum, loss) => sum + loss, 0) / output.length

/** log softmax(row)[c], of logits of moderate size */
export const logSoftmax = (logits: ReferenceArray, n: number, c: number): number => {
  let sum = 0
  for (let other = 0; other < (logits.shape[1] ?? 0); other += 1) sum += Math.exp(get(logits, n, other))
  return get(logits, n, c) - Math.log(sum)
}

/** -sum weights * log softmax(logits) */
export const softCrossEntropy = (logits: ReferenceArray, weights: ReferenceArray): number => {
  const [batch, classes] = logits.shape as readonly [number, number]
  let loss = 0
  for (let n = 0; n < batch; n += 1) for (let c = 0; c < classes; c += 1) loss -= get(weights, n, c) * logSoftmax(logits, n, c)
  return loss
}
