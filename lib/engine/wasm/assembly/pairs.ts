// Two floats at a time in float64, of rows that begin and end anywhere.
import { exponential } from './exponential'

/** Two floats as float64; of the last one alone, with `filler` behind it. */
// @ts-ignore: decorator
@inline
export function loadPair(address: usize, end: usize, filler: f32): v128 {
  return f64x2.promote_low_f32x4(
    address + 8 <= end ? v128.load64_zero(address) : v128.load_lane<f32>(address, f32x4.splat(filler), 0),
  )
}

// @ts-ignore: decorator
@inline
export function storePair(address: usize, end: usize, pair: v128): void {
  const floats = f32x4.demote_f64x2_zero(pair)
  if (address + 8 <= end) v128.store_lane<i64>(address, floats, 0)
  else v128.store_lane<f32>(address, floats, 0)
}

// @ts-ignore: decorator
@inline
export function sumOf(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1)
}

/** The largest float of a row; NaN if one is, which is looked for apart: a maximum that passes NaN on takes several times as long. */
export function largestOf(row: usize, end: usize): f32 {
  let largest = -Infinity as f32
  const whole = row + ((end - row) & ~15)
  if (row < whole) {
    let most = v128.load(row)
    let unordered = f32x4.ne(most, most)
    for (row += 16; row < whole; row += 16) {
      const next = v128.load(row)
      most = f32x4.pmax(most, next)
      unordered = v128.or(unordered, f32x4.ne(next, next))
    }
    if (v128.any_true(unordered)) return NaN as f32
    const half = f32x4.pmax(most, v128.shuffle<i64>(most, most, 1, 0))
    largest = max<f32>(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1))
  }
  for (; row < end; row += 4) largest = max<f32>(largest, f32.load(row))
  return largest
}

/** Stores e^(x - top) of each x of a row, `shift` bytes behind it, and returns their sum, of what was not rounded. */
export function storePowers(row: usize, end: usize, shift: usize, top: f32): f64 {
  const most = f64x2.splat(top)
  let sums = f64x2.splat(0)
  for (let at = row; at < end; at += 8) {
    const power = exponential(f64x2.sub(loadPair(at, end, -Infinity as f32), most))
    sums = f64x2.add(sums, power)
    storePair(at + shift, end + shift, power)
  }
  return sumOf(sums)
}

/** Whether the float at `wanted` is the first of the largest of a row that ends before `end`, none of them NaN. */
export function isFirstLargest(logits: usize, end: usize, wanted: usize): bool {
  const value = f32.load(wanted)
  for (let at = logits; at < wanted; at += 4) if (!(f32.load(at) < value)) return false
  for (let at = wanted; at < end; at += 4) if (!(f32.load(at) <= value)) return false
  return true
}
