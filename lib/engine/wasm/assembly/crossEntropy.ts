// Softmax cross-entropy and its gradient (formulas: lib/engine/softmaxCrossEntropy.ts), in float64, two classes at a time.
import { logarithm } from './exponential'
import { isFirstLargest, largestOf, loadPair, storePair, storePowers } from './pairs'

/** The loss of a row that ends before `end`, whose right class stands at `wanted`; its gradient times `factor`, `shift` behind the logits. */
function lossOfRow(logits: usize, end: usize, wanted: usize, shift: usize, factor: f64): f64 {
  const largest = largestOf(logits, end)
  const sum = storePowers(logits, end, shift, largest)
  const slope = f64x2.splat(1 / sum)
  const scale = f64x2.splat(factor)
  // the right class's probability as it is rounded below, before its float is overwritten
  const right = <f64>f32.load(wanted + shift) * (1 / sum)
  for (let at = logits; at < end; at += 8)
    storePair(at + shift, end + shift, f64x2.mul(f64x2.mul(loadPair(at + shift, end + shift, 0), slope), scale))
  f32.store(wanted + shift, <f32>((right - 1) * factor))
  return <f64>largest + logarithm(sum) - <f64>f32.load(wanted)
}

/** `logits`, `gradient` [batch, classes]; `labels` [batch], numbers of classes as floats; `outcome`: mean loss, right answers. */
export function softmaxCrossEntropy(logits: usize, labels: usize, outcome: usize, gradient: usize, batch: i32, classes: i32): void {
  const row = <usize>classes << 2
  let sum: f64 = 0
  let correct: i32 = 0
  let at = logits
  for (let n = 0; n < batch; n++) {
    const label = f32.load(labels + (<usize>n << 2))
    // what is no class is looked up nowhere; the loss says so
    const known = label >= 0 && label < <f32>classes
    const wanted = at + (known ? <usize>label << 2 : 0)
    const lost = lossOfRow(at, at + row, wanted, gradient - logits, 1 / <f64>batch)
    sum += known ? lost : NaN
    if (known && isFirstLargest(at, at + row, wanted)) correct++
    at += row
  }
  f32.store(outcome, <f32>(sum / <f64>batch))
  f32.store(outcome, <f32>correct, 4)
}
