// Softmax over the channels of each position, or its logarithm, and their gradients (formulas: lib/engine/softmax.ts). Powers are made in float32, four at a time,
// of differences that are not rounded; what is summed, and what is subtracted from another number, in float64.
import { mantissa } from './activationValue'
import { exponential, logarithm } from './exponential'
import { floatsOf, highPair, lowPair, rest, scaled, turns } from './growth'
import { loadLanes, storeLanes } from './lanes'
import { largestOf, loadPair, storePair, storePowers, sumOf } from './pairs'

/** Below it e^x is 0, and from where on a difference's rounding is lost with it. */
let LOWEST: v128 = f32x4.splat(-104)
let LOW: v128 = f32x4.splat(-87)

/** e^(x - top) for x <= top: the difference's rounding error, found as by Knuth, is added to what the polynomial is given. */
// @ts-ignore: decorator
@inline
function powerBelow(x: v128, top: v128): v128 {
  const difference = f32x4.sub(x, top)
  const taken = f32x4.sub(difference, x)
  const lost = f32x4.sub(f32x4.sub(x, f32x4.sub(difference, taken)), f32x4.add(top, taken))
  const bounded = f32x4.pmax(difference, LOWEST)
  const n = turns(bounded)
  const r = f32x4.add(rest(bounded, n), v128.and(lost, f32x4.gt(difference, LOW)))
  return scaled(mantissa(r), n)
}

/** Stores e^(x - top) of each x of a row, `shift` bytes behind it, and returns their sum. */
function storePowersBelow(row: usize, end: usize, shift: usize, top: f32): f64 {
  const most = f32x4.splat(top)
  let sums = f64x2.splat(0)
  for (const whole = row + ((end - row) & ~15); row < whole; row += 16) {
    const power = powerBelow(v128.load(row), most)
    sums = f64x2.add(sums, f64x2.add(lowPair(power), highPair(power)))
    v128.store(row + shift, power)
  }
  return sumOf(sums) + storePowers(row, end, shift, top)
}

/** The floats of a row times a factor, in their place. */
function multiplyRow(row: usize, end: usize, factor: f32): void {
  const by = f32x4.splat(factor)
  for (const whole = row + ((end - row) & ~15); row < whole; row += 16) v128.store(row, f32x4.mul(v128.load(row), by))
  if (row < end) {
    const lanes = <i32>((end - row) >> 2)
    storeLanes(row, f32x4.mul(loadLanes(row, lanes), by), lanes)
  }
}

/** `input`, `output` [positions, channels]; the logarithm if it is asked for. */
export function softmax(input: usize, output: usize, positions: i32, channels: i32, logarithmic: i32): void {
  const bytes = <usize>channels << 2
  const shift = output - input
  for (const last = input + <usize>positions * bytes; input < last; input += bytes) {
    const end = input + bytes
    const top = largestOf(input, end)
    const sum = storePowersBelow(input, end, shift, top)
    if (logarithmic) {
      const most = f64x2.splat(top)
      const less = f64x2.splat(logarithm(sum))
      for (let at = input; at < end; at += 8) storePair(at + shift, end + shift, f64x2.sub(f64x2.sub(loadPair(at, end, 0), most), less))
    } else multiplyRow(input + shift, end + shift, <f32>(1 / sum))
  }
}

/** What a position's sum is of. */
// @ts-ignore: decorator
@inline
function addend(y: v128, dy: v128, logarithmic: i32): v128 {
  return logarithmic ? dy : f64x2.mul(dy, y)
}

// @ts-ignore: decorator
@inline
function slope(y: v128, dy: v128, sum: v128, logarithmic: i32): v128 {
  return logarithmic ? f64x2.sub(dy, f64x2.mul(exponential(y), sum)) : f64x2.mul(y, f64x2.sub(dy, sum))
}

/** Of one position, whose output begins at `row`; its gradient lies `toSlope` bytes behind it, and what is stored `shift` bytes. */
// @ts-ignore: decorator
@inline
function rowGradient(row: usize, end: usize, toSlope: usize, shift: usize, logarithmic: i32): void {
  const whole = row + ((end - row) & ~15)
  let sums = f64x2.splat(0)
  let at = row
  for (; at < whole; at += 16) {
    const y = v128.load(at)
    const dy = v128.load(at + toSlope)
    sums = f64x2.add(sums, addend(lowPair(y), lowPair(dy), logarithmic))
    sums = f64x2.add(sums, addend(highPair(y), highPair(dy), logarithmic))
  }
  for (; at < end; at += 8) sums = f64x2.add(sums, addend(loadPair(at, end, 0), loadPair(at + toSlope, end + toSlope, 0), logarithmic))
  const sum = f64x2.splat(sumOf(sums))
  for (at = row; at < whole; at += 16) {
    const y = v128.load(at)
    const dy = v128.load(at + toSlope)
    v128.store(at + shift, floatsOf(slope(lowPair(y), lowPair(dy), sum, logarithmic), slope(highPair(y), highPair(dy), sum, logarithmic)))
  }
  for (; at < end; at += 8)
    storePair(at + shift, end + shift, slope(loadPair(at, end, 0), loadPair(at + toSlope, end + toSlope, 0), sum, logarithmic))
}

/** gradient = y (dy - sum y dy), of the logarithm dy - e^y sum dy. */
export function softmaxGradient(output: usize, outputGradient: usize, gradient: usize, positions: i32, channels: i32, logarithmic: i32): void {
  const bytes = <usize>channels << 2
  const toSlope = outputGradient - output
  const shift = gradient - output
  for (const last = output + <usize>positions * bytes; output < last; output += bytes) {
    if (logarithmic) rowGradient(output, output + bytes, toSlope, shift, 1)
    else rowGradient(output, output + bytes, toSlope, shift, 0)
  }
}
