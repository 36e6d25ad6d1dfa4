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

/** Whether the float at `wanted` is the first of the largest of a row that ends before `end`, none of them NaN. */
function isFirstLargest(logits: usize, end: usize, wanted: usize): bool {
  const value = f32.load(wanted)
  for (let at = logits; at < wanted; at += 4) if (!(f32.load(at) < value)) return false
  for (let at = wanted; at < end; at += 4) if (!(f32.load(at) <= value)) return false
  return true
}

/** The loss of a row that ends before `end`, whose right class stands at `wanted`; its gradient times `factor`, `shift` behind the logits. */
function lossOfRow(logits: usize, end: usize, wanted: usize, shift: usize, factor: f64): f64 {
  let largest = -Infinity as f32
  for (let at = logits; at < end; at += 4) largest = max<f32>(largest, f32.load(at))
  const top = f64x2.splat(largest)
  let sums = f64x2.splat(0)
  for (let at = logits; at < end; at += 8) {
    const power = exponential(f64x2.sub(loadPair(at, end, -Infinity as f32), top))
    sums = f64x2.add(sums, power)
    storePair(at + shift, end + shift, power)
  }
  const sum = sumOf(sums)
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
