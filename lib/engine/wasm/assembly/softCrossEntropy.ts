// Cross-entropy against weights of the classes, and its gradient (formulas: lib/engine/softCrossEntropy.ts), in float64, two classes at a time.
import { logarithm } from './exponential'
import { isFirstLargest, largestOf, loadPair, storePair, storePowers, sumOf } from './pairs'

/** The loss of a row that ends before `end`; its weights and its gradient lie so far behind the logits. */
function lossOfRow(logits: usize, end: usize, toWeight: usize, shift: usize): f64 {
  const top = largestOf(logits, end)
  const sum = storePowers(logits, end, shift, top)
  const normalizer = <f64>top + logarithm(sum)
  const all = f64x2.splat(normalizer)
  const none = f64x2.splat(0)
  let losses = none
  let weights = none
  for (let at = logits; at < end; at += 8) {
    const weight = loadPair(at + toWeight, end + toWeight, 0)
    weights = f64x2.add(weights, weight)
    // a class without weight costs nothing, whatever its logit
    const lost = f64x2.mul(weight, f64x2.sub(all, loadPair(at, end, 0)))
    losses = f64x2.add(losses, v128.and(lost, f64x2.ne(weight, none)))
  }
  const share = f64x2.splat(sumOf(weights) / sum)
  for (let at = logits; at < end; at += 8) {
    const power = loadPair(at + shift, end + shift, 0)
    storePair(at + shift, end + shift, f64x2.sub(f64x2.mul(power, share), loadPair(at + toWeight, end + toWeight, 0)))
  }
  // where all weights are 0, what is not a number is still seen
  return normalizer != normalizer ? normalizer : sumOf(losses)
}

/** `logits`, `weights`, `gradient` [batch, classes]; `labels` [batch], numbers of classes as floats; `outcome`: loss, right answers. */
export function softCrossEntropy(logits: usize, weights: usize, labels: usize, outcome: usize, gradient: usize, batch: i32, classes: i32): void {
  const row = <usize>classes << 2
  const toWeight = weights - logits
  const shift = gradient - logits
  let sum: f64 = 0
  let correct: i32 = 0
  for (let n = 0; n < batch; n++, logits += row) {
    const label = f32.load(labels + (<usize>n << 2))
    sum += lossOfRow(logits, logits + row, toWeight, shift)
    if (label >= 0 && label < <f32>classes && isFirstLargest(logits, logits + row, logits + (<usize>label << 2))) correct++
  }
  f32.store(outcome, <f32>sum)
  f32.store(outcome, <f32>correct, 4)
}
