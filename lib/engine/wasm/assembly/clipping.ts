// Clipping of gradients (what it means: lib/engine/clippingOperations.ts).
import { loadLanes, storeLanes } from './lanes'

/** The squares of a vector's lower two floats, in float64. */
// @ts-ignore: decorator
@inline
function lowerSquares(values: v128): v128 {
  const wide = f64x2.promote_low_f32x4(values)
  return f64x2.mul(wide, wide)
}

// @ts-ignore: decorator
@inline
function upperHalf(values: v128): v128 {
  return v128.shuffle<i64>(values, values, 1, 1)
}

/**
 * Adds the squares of `count` floats to the float64 at `sum`. Four sums side by side: one would wait for itself at every step. No square of a
 * float32 is too large for float64, nor any sum of as many as there is memory for.
 */
export function addSquares(input: usize, sum: usize, count: i32): void {
  const bytes = <usize>count << 2
  const whole = bytes & ~31
  let a = f64x2.splat(0)
  let b = f64x2.splat(0)
  let c = f64x2.splat(0)
  let d = f64x2.splat(0)
  let at: usize = 0
  for (; at < whole; at += 32) {
    const first = v128.load(input + at)
    const second = v128.load(input + at, 16)
    a = f64x2.add(a, lowerSquares(first))
    b = f64x2.add(b, lowerSquares(upperHalf(first)))
    c = f64x2.add(c, lowerSquares(second))
    d = f64x2.add(d, lowerSquares(upperHalf(second)))
  }
  for (; at < bytes; at += 16) {
    const left = <i32>((bytes - at) >> 2)
    const last = loadLanes(input + at, left < 4 ? left : 4)
    a = f64x2.add(a, lowerSquares(last))
    b = f64x2.add(b, lowerSquares(upperHalf(last)))
  }
  const all = f64x2.add(f64x2.add(a, b), f64x2.add(c, d))
  f64.store(sum, f64.load(sum) + (f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1)))
}

/** output = the root of the float64 at `sum`, as a float32. */
export function storeRoot(sum: usize, output: usize): void {
  f32.store(output, <f32>Math.sqrt(f64.load(sum)))
}

/** output = input * min(1, most / (norm + beside)), by the float32 at `norm`; NaN where that is not finite. */
export function scaleToNorm(input: usize, norm: usize, output: usize, count: i32, most: f64, beside: f64): void {
  const length = <f64>f32.load(norm)
  const share = most / (length + beside)
  const factor = f32x4.splat(isFinite(length) ? (share < 1 ? <f32>share : <f32>1) : f32.NaN)
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = <i32>((bytes - at) >> 2)
    const lanes = left < 4 ? left : 4
    storeLanes(output + at, f32x4.mul(factor, loadLanes(input + at, lanes)), lanes)
  }
}

/** output = input, but no further from 0 than `most`; NaN of what is not finite. */
export function boundElements(input: usize, output: usize, count: i32, most: f32): void {
  const above = f32x4.splat(most)
  const below = f32x4.splat(-most)
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = <i32>((bytes - at) >> 2)
    const lanes = left < 4 ? left : 4
    const values = loadLanes(input + at, lanes)
    // an infinity's difference from itself is NaN, and so is a NaN's; a finite number's is 0
    const difference = f32x4.sub(values, values)
    const bounded = f32x4.pmin(f32x4.pmax(values, below), above)
    storeLanes(output + at, v128.bitselect(bounded, difference, f32x4.eq(difference, difference)), lanes)
  }
}
