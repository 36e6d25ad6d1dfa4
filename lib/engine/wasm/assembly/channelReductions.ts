// Sums over rows, for each place of a channel pattern (see channelPattern.ts).
//
// Four vectors of the pattern at a time stay in registers while a tile of the run passes, and are then added to sums in float64. So a
// float32 sum never has more than some hundred terms, and the columns of a tile are walked while it is in the nearest cache.
import { patternBytes } from './channelPattern'

/** sum x */
export const PLAIN = 0
/** sum d and sum d², where d = x - center */
export const MOMENTS = 1
/** sum dy and sum dy d */
export const GRADIENTS = 2

const TILE_BYTES: usize = 16384

/** Adds four floats to four float64 sums. */
// @ts-ignore: decorator
@inline
function accumulate(sums: usize, values: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(values)))
  const high = v128.shuffle<f32>(values, values, 2, 3, 2, 3)
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(high)), 16)
}

/** What one vector adds to the first sum, and by what it is multiplied for the second. */
// @ts-ignore: decorator
@inline
function term(kind: i32, deviation: v128, outputGradient: usize): v128 {
  return kind == GRADIENTS ? v128.load(outputGradient) : deviation
}

// @ts-ignore: decorator
@inline
function deviation(kind: i32, input: usize, center: v128): v128 {
  const x = v128.load(input)
  return kind == PLAIN ? x : f32x4.sub(x, center)
}

/** `repeats` patterns that begin at `input`. `apart` is the distance from an input to its output gradient. */
// @ts-ignore: decorator
@inline
function addTile(kind: i32, input: usize, apart: usize, repeats: i32, pattern: usize, center: usize, sums: usize, products: usize): void {
  const zero = f32x4.splat(0)
  let column: usize = 0
  for (; column + 64 <= pattern; column += 64) {
    const c0 = kind == PLAIN ? zero : v128.load(center + column)
    const c1 = kind == PLAIN ? zero : v128.load(center + column, 16)
    const c2 = kind == PLAIN ? zero : v128.load(center + column, 32)
    const c3 = kind == PLAIN ? zero : v128.load(center + column, 48)
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero
    let q0 = zero, q1 = zero, q2 = zero, q3 = zero
    let at = input + column
    for (let left = repeats; left > 0; left--) {
      const d0 = deviation(kind, at, c0)
      const t0 = term(kind, d0, at + apart)
      s0 = f32x4.add(s0, t0)
      if (kind != PLAIN) q0 = f32x4.add(q0, f32x4.mul(t0, d0))
      const d1 = deviation(kind, at + 16, c1)
      const t1 = term(kind, d1, at + apart + 16)
      s1 = f32x4.add(s1, t1)
      if (kind != PLAIN) q1 = f32x4.add(q1, f32x4.mul(t1, d1))
      const d2 = deviation(kind, at + 32, c2)
      const t2 = term(kind, d2, at + apart + 32)
      s2 = f32x4.add(s2, t2)
      if (kind != PLAIN) q2 = f32x4.add(q2, f32x4.mul(t2, d2))
      const d3 = deviation(kind, at + 48, c3)
      const t3 = term(kind, d3, at + apart + 48)
      s3 = f32x4.add(s3, t3)
      if (kind != PLAIN) q3 = f32x4.add(q3, f32x4.mul(t3, d3))
      at += pattern
    }
    const to = column << 1
    accumulate(sums + to, s0)
    accumulate(sums + to + 32, s1)
    accumulate(sums + to + 64, s2)
    accumulate(sums + to + 96, s3)
    if (kind != PLAIN) {
      accumulate(products + to, q0)
      accumulate(products + to + 32, q1)
      accumulate(products + to + 64, q2)
      accumulate(products + to + 96, q3)
    }
  }
  for (; column < pattern; column += 16) {
    const c = kind == PLAIN ? zero : v128.load(center + column)
    let s = zero
    let q = zero
    let at = input + column
    for (let left = repeats; left > 0; left--) {
      const d = deviation(kind, at, c)
      const t = term(kind, d, at + apart)
      s = f32x4.add(s, t)
      if (kind != PLAIN) q = f32x4.add(q, f32x4.mul(t, d))
      at += pattern
    }
    accumulate(sums + (column << 1), s)
    if (kind != PLAIN) accumulate(products + (column << 1), q)
  }
}

/** The end of the run, less than a pattern. */
// @ts-ignore: decorator
@inline
function addRest(kind: i32, input: usize, apart: usize, bytes: usize, center: usize, sums: usize, products: usize): void {
  const zero = f32x4.splat(0)
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) {
    const d = deviation(kind, input + at, kind == PLAIN ? zero : v128.load(center + at))
    const t = term(kind, d, input + at + apart)
    accumulate(sums + (at << 1), t)
    if (kind != PLAIN) accumulate(products + (at << 1), f32x4.mul(t, d))
  }
  for (; at < bytes; at += 4) {
    const d = kind == PLAIN ? f32.load(input + at) : f32.load(input + at) - f32.load(center + at)
    const t = kind == GRADIENTS ? f32.load(input + at + apart) : d
    f64.store(sums + (at << 1), f64.load(sums + (at << 1)) + <f64>t)
    if (kind != PLAIN) f64.store(products + (at << 1), f64.load(products + (at << 1)) + <f64>t * <f64>d)
  }
}

/**
 * Fills `sums` and (but for PLAIN, which takes no center) `products`, patterns of float64, from `rows` rows; `center` is a pattern of floats.
 * `kind` is one of the constants above: each call is compiled for its own.
 */
// @ts-ignore: decorator
@inline
export function reduceRows(
  kind: i32, input: usize, outputGradient: usize, rows: i32, channels: i32, center: usize, sums: usize, products: usize,
): void {
  const pattern = patternBytes(channels)
  const bytes = (<usize>rows * <usize>channels) << 2
  const apart = outputGradient - input
  memory.fill(sums, 0, pattern << 1)
  if (kind != PLAIN) memory.fill(products, 0, pattern << 1)
  const most = max<i32>(8, <i32>(TILE_BYTES / pattern))
  let left = <i32>(bytes / pattern)
  let at = input
  while (left > 0) {
    const repeats = min(left, most)
    addTile(kind, at, apart, repeats, pattern, center, sums, products)
    at += <usize>repeats * pattern
    left -= repeats
  }
  addRest(kind, at, apart, input + bytes - at, center, sums, products)
}
