// Elementwise operations over `count` floats. The last ones, less than a vector, pass through the same arithmetic one by one.
import { exponential, logarithms } from './exponential'
import { loadPair, storePair } from './pairs'

/** output = left + right */
export function addElements(left: usize, right: usize, output: usize, count: i32): void {
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) v128.store(output + at, f32x4.add(v128.load(left + at), v128.load(right + at)))
  for (; at < bytes; at += 4) f32.store(output + at, f32.load(left + at) + f32.load(right + at))
}

/** output = left * right */
export function multiplyElements(left: usize, right: usize, output: usize, count: i32): void {
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) v128.store(output + at, f32x4.mul(v128.load(left + at), v128.load(right + at)))
  for (; at < bytes; at += 4) f32.store(output + at, f32.load(left + at) * f32.load(right + at))
}

/** output = left / right */
export function divideElements(left: usize, right: usize, output: usize, count: i32): void {
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) v128.store(output + at, f32x4.div(v128.load(left + at), v128.load(right + at)))
  for (; at < bytes; at += 4) f32.store(output + at, f32.load(left + at) / f32.load(right + at))
}

/** The lower two floats of each, combined in float64. */
// @ts-ignore: decorator
@inline
function combinePair(leftFactor: v128, left: v128, rightFactor: v128, right: v128): v128 {
  return f32x4.demote_f64x2_zero(
    f64x2.add(f64x2.mul(leftFactor, f64x2.promote_low_f32x4(left)), f64x2.mul(rightFactor, f64x2.promote_low_f32x4(right))),
  )
}

// @ts-ignore: decorator
@inline
function upperHalf(values: v128): v128 {
  return v128.shuffle<i64>(values, values, 1, 1)
}

/**
 * output = leftFactor * left + rightFactor * right, rounded once: what is combined are running statistics, step after step, and the memory
 * would be waited for anyway.
 */
export function combineElements(leftFactor: f64, left: usize, rightFactor: f64, right: usize, output: usize, count: i32): void {
  const a = f64x2.splat(leftFactor)
  const b = f64x2.splat(rightFactor)
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) {
    const x = v128.load(left + at)
    const y = v128.load(right + at)
    const low = combinePair(a, x, b, y)
    const high = combinePair(a, upperHalf(x), b, upperHalf(y))
    v128.store(output + at, v128.shuffle<i64>(low, high, 0, 2))
  }
  for (; at < bytes; at += 4) {
    f32.store(output + at, <f32>(leftFactor * <f64>f32.load(left + at) + rightFactor * <f64>f32.load(right + at)))
  }
}

/** 1, 0 or -1 in each lane; 0 of -0, NaN of NaN. */
// @ts-ignore: decorator
@inline
export function signs(values: v128): v128 {
  const positive = v128.and(f32x4.gt(values, f32x4.splat(0)), f32x4.splat(1))
  const negative = v128.and(f32x4.lt(values, f32x4.splat(0)), f32x4.splat(-1))
  const unordered = v128.and(f32x4.ne(values, values), values)
  return v128.or(v128.or(positive, negative), unordered)
}

/** output = signs of the input. */
export function signElements(input: usize, output: usize, count: i32): void {
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) v128.store(output + at, signs(v128.load(input + at)))
  for (; at < bytes; at += 4) v128.store_lane<f32>(output + at, signs(v128.load32_zero(input + at)), 0)
}

/** Its power is infinite as a float. */
let HIGHEST: v128 = f64x2.splat(100)

/** output = e^input, in float64 and rounded once. */
export function expElements(input: usize, output: usize, count: i32): void {
  const shift = output - input
  const end = input + (<usize>count << 2)
  for (; input < end; input += 8) storePair(input + shift, end + shift, exponential(f64x2.pmin(loadPair(input, end, 0), HIGHEST)))
}

/** ln x; -Infinity of 0, NaN of what is below. */
// @ts-ignore: decorator
@inline
function logarithmsOfAny(x: v128): v128 {
  const zero = f64x2.splat(0)
  const below = v128.bitselect(f64x2.splat(-Infinity), f64x2.splat(NaN), f64x2.eq(x, zero))
  return v128.bitselect(logarithms(x), below, f64x2.gt(x, zero))
}

/** output = ln input, in float64, where every float is a normal number, and rounded once. */
export function logElements(input: usize, output: usize, count: i32): void {
  const shift = output - input
  const end = input + (<usize>count << 2)
  for (; input < end; input += 8) storePair(input + shift, end + shift, logarithmsOfAny(loadPair(input, end, 1)))
}
