// Losses number by number and their gradients (formulas: lib/engine/elementwiseLoss.ts), in float64, two numbers at a time.
import { exponential } from './exponential'

/** The numbers that lib/engine/wasm/simd/elementwiseLoss.ts gives the names. */
const SQUARED_ERROR = 0
const ABSOLUTE_ERROR = 1
const HUBER = 2
const BINARY_CROSS_ENTROPY = 3

/** ln(1 + e) for 0 <= e <= 1, to 13 digits: 2 artanh(e / (2 + e)). */
// @ts-ignore: decorator
@inline
function logarithmOfOneMore(e: v128): v128 {
  const s = f64x2.div(e, f64x2.add(e, f64x2.splat(2)))
  const z = f64x2.mul(s, s)
  let series = f64x2.splat(1.0 / 27)
  for (let k: f64 = 25; k > 0; k -= 2) series = f64x2.add(f64x2.mul(series, z), f64x2.splat(1 / k))
  return f64x2.mul(f64x2.add(s, s), series)
}

/** e^-|o| */
// @ts-ignore: decorator
@inline
function powerOf(o: v128): v128 {
  return exponential(f64x2.neg(f64x2.abs(o)))
}

// @ts-ignore: decorator
@inline
function lossOf(kind: i32, delta: v128, o: v128, t: v128): v128 {
  const d = f64x2.sub(o, t)
  if (kind == SQUARED_ERROR) return f64x2.mul(d, d)
  const distance = f64x2.abs(d)
  if (kind == ABSOLUTE_ERROR) return distance
  const half = f64x2.splat(0.5)
  if (kind == HUBER) {
    const far = f64x2.mul(delta, f64x2.sub(distance, f64x2.mul(delta, half)))
    return v128.bitselect(f64x2.mul(f64x2.mul(d, d), half), far, f64x2.le(distance, delta))
  }
  return f64x2.add(f64x2.sub(f64x2.max(o, f64x2.splat(0)), f64x2.mul(o, t)), logarithmOfOneMore(powerOf(o)))
}

// @ts-ignore: decorator
@inline
function slopeOf(kind: i32, delta: v128, o: v128, t: v128): v128 {
  const d = f64x2.sub(o, t)
  const zero = f64x2.splat(0)
  const one = f64x2.splat(1)
  if (kind == SQUARED_ERROR) return f64x2.add(d, d)
  if (kind == ABSOLUTE_ERROR) {
    const sign = f64x2.sub(v128.and(f64x2.gt(d, zero), one), v128.and(f64x2.lt(d, zero), one))
    return v128.bitselect(d, sign, f64x2.ne(d, d))
  }
  if (kind == HUBER) return f64x2.max(f64x2.neg(delta), f64x2.min(delta, d))
  const e = powerOf(o)
  const share = f64x2.div(v128.bitselect(e, one, f64x2.lt(o, zero)), f64x2.add(e, one))
  return f64x2.sub(share, t)
}

/** The squared difference; of binary cross-entropy 1 where the output stands on its target's side of 0, and NaN on no side. */
// @ts-ignore: decorator
@inline
function measureOf(kind: i32, o: v128, t: v128): v128 {
  if (kind != BINARY_CROSS_ENTROPY) return lossOf(SQUARED_ERROR, o, o, t)
  const zero = f64x2.splat(0)
  const one = f64x2.splat(1)
  return v128.and(v128.bitselect(f64x2.gt(o, zero), f64x2.le(o, zero), f64x2.eq(t, one)), one)
}

// @ts-ignore: decorator
@inline
function lossLoop(kind: i32, parameter: f64, output: usize, targets: usize, outcome: usize, gradient: usize, count: i32): void {
  const delta = f64x2.splat(parameter)
  const divisor = f64x2.splat(<f64>count)
  let losses = f64x2.splat(0)
  let measures = losses
  // an odd number's last is there twice, and counts once
  for (let left = count; left > 0; left -= 2) {
    const isPair = left > 1
    const o = f64x2.promote_low_f32x4(isPair ? v128.load64_zero(output) : v128.load32_splat(output))
    const t = f64x2.promote_low_f32x4(isPair ? v128.load64_zero(targets) : v128.load32_splat(targets))
    const counted = i64x2(-1, isPair ? -1 : 0)
    losses = f64x2.add(losses, v128.and(lossOf(kind, delta, o, t), counted))
    measures = f64x2.add(measures, v128.and(measureOf(kind, o, t), counted))
    const slopes = f32x4.demote_f64x2_zero(f64x2.div(slopeOf(kind, delta, o, t), divisor))
    if (isPair) v128.store_lane<i64>(gradient, slopes, 0)
    else v128.store_lane<f32>(gradient, slopes, 0)
    output += 8
    targets += 8
    gradient += 8
  }
  f32.store(outcome, <f32>((f64x2.extract_lane(losses, 0) + f64x2.extract_lane(losses, 1)) / <f64>count))
  f32.store(outcome, <f32>(f64x2.extract_lane(measures, 0) + f64x2.extract_lane(measures, 1)), 4)
}

/** `output`, `targets`, `gradient`: so many floats; `outcome`: the mean loss, the sum of measures; `parameter`: the delta of HUBER. */
export function elementwiseLoss(kind: i32, parameter: f64, output: usize, targets: usize, outcome: usize, gradient: usize, count: i32): void {
  if (kind == SQUARED_ERROR) lossLoop(SQUARED_ERROR, parameter, output, targets, outcome, gradient, count)
  else if (kind == ABSOLUTE_ERROR) lossLoop(ABSOLUTE_ERROR, parameter, output, targets, outcome, gradient, count)
  else if (kind == HUBER) lossLoop(HUBER, parameter, output, targets, outcome, gradient, count)
  else lossLoop(BINARY_CROSS_ENTROPY, parameter, output, targets, outcome, gradient, count)
}
