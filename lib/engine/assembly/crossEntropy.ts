// Softmax cross-entropy and its gradient (formulas: lib/engine/softmaxCrossEntropy.ts), in float64, two classes at a time.
import { exponential, logarithm } from './exponential'

/** Two floats as float64; of the last one alone, with `filler` behind it. */
// @ts-ignore: decorator
@inline
function loadPair(address: usize, end: usize, filler: f32): v128 {
  return f64x2.promote_low_f32x4(
    address + 8 <= end ? v128.load64_zero(address) : v128.load_lane<f32>(address, f32x4.splat(filler), 0),
  )
}

// @ts-ignore: decorator
@inline
function storePair(address: usize, end: usize, pair: v128): void {
  const floats = f32x4.demote_f64x2_zero(pair)
  if (address + 8 <= end) v128.store_lane<i64>(address, floats, 0)
  else v128.store_lane<f32>(address, floats, 0)
}

// @ts-ignore: decorator
@inline
function sumOf(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1)
}

/** The loss of a row that ends before `end`; its gradient times `factor`. `apart`: from logits to labels, `shift`: from logits to gradient. */
function lossOfRow(logits: usize, end: usize, apart: usize, shift: usize, factor: f64): f64 {
  let largest = -Infinity as f32
  for (let at = logits; at < end; at += 4) largest = max<f32>(largest, f32.load(at))
  const top = f64x2.splat(largest)
  let sums = f64x2.splat(0)
  let weights = sums
  for (let at = logits; at < end; at += 8) {
    const power = exponential(f64x2.sub(loadPair(at, end, -Infinity as f32), top))
    sums = f64x2.add(sums, power)
    weights = f64x2.add(weights, loadPair(at + apart, end + apart, 0))
    storePair(at + shift, end + shift, power)
  }
  const sum = sumOf(sums)
  const normalizer = f64x2.splat(<f64>largest + logarithm(sum))
  const slope = f64x2.splat(sumOf(weights) / sum)
  let loss = f64x2.splat(0)
  for (let at = logits; at < end; at += 8) {
    const label = loadPair(at + apart, end + apart, 0)
    const cost = f64x2.mul(label, f64x2.sub(normalizer, loadPair(at, end, 0)))
    // A label of 0 contributes nothing, whatever its logit.
    loss = f64x2.add(loss, v128.and(cost, f64x2.ne(label, f64x2.splat(0))))
    const difference = f64x2.sub(f64x2.mul(loadPair(at + shift, end + shift, 0), slope), label)
    storePair(at + shift, end + shift, f64x2.mul(difference, f64x2.splat(factor)))
  }
  // Without a label in the row nothing above would have shown a NaN.
  return sum == sum ? sumOf(loss) : sum
}

/** `logits`, `labels`, `gradient` [batch, classes]; `loss`: one float. */
export function softmaxCrossEntropy(logits: usize, labels: usize, loss: usize, gradient: usize, batch: i32, classes: i32): void {
  const row = <usize>classes << 2
  let sum: f64 = 0
  let at = logits
  for (let n = 0; n < batch; n++) {
    sum += lossOfRow(at, at + row, labels - logits, gradient - logits, 1 / <f64>batch)
    at += row
  }
  f32.store(loss, <f32>(sum / <f64>batch))
}
