// One pass over rows with a few numbers for each channel, given as patterns (see channelPattern.ts).
import { patternBytes } from './channelPattern'

/** y = (x - center) slope + offset */
export const AFFINE = 0
/** dx = (x - center) slope + offset + factor dy */
export const GRADIENT = 1
/** y = x + offset */
export const OFFSET = 2
/** y = max((x - center) slope + offset, 0); a NaN stays a NaN */
export const RECTIFIED = 3
/** y = x slope */
export const SCALED = 4

/** The vector at `at`; its output gradient lies `apart` bytes further. */
// @ts-ignore: decorator
@inline
function mapped(kind: i32, at: usize, apart: usize, center: v128, slope: v128, offset: v128, factor: v128): v128 {
  const x = v128.load(at)
  if (kind == OFFSET) return f32x4.add(x, offset)
  if (kind == SCALED) return f32x4.mul(x, slope)
  const value = f32x4.add(f32x4.mul(f32x4.sub(x, center), slope), offset)
  if (kind == RECTIFIED) return f32x4.pmax(value, f32x4.splat(0))
  return kind == AFFINE ? value : f32x4.add(value, f32x4.mul(v128.load(at + apart), factor))
}

// @ts-ignore: decorator
@inline
function constant(needed: bool, address: usize): v128 {
  return needed ? v128.load(address) : f32x4.splat(0)
}

/** `count` patterns (one or four) from `start` on, which share the loads of their constants; of each its first `length` bytes. */
// @ts-ignore: decorator
@inline
function mapPatterns(
  kind: i32, count: i32, start: usize, length: usize, pattern: usize, apart: usize, shift: usize,
  center: usize, slope: usize, offset: usize, factor: usize,
): void {
  for (let place: usize = 0; place < length; place += 16) {
    const c = constant(kind != OFFSET && kind != SCALED, center + place)
    const s = constant(kind != OFFSET, slope + place)
    const o = constant(kind != SCALED, offset + place)
    const f = constant(kind == GRADIENT, factor + place)
    let at = start + place
    v128.store(at + shift, mapped(kind, at, apart, c, s, o, f))
    if (count == 1) continue
    at += pattern
    v128.store(at + shift, mapped(kind, at, apart, c, s, o, f))
    at += pattern
    v128.store(at + shift, mapped(kind, at, apart, c, s, o, f))
    at += pattern
    v128.store(at + shift, mapped(kind, at, apart, c, s, o, f))
  }
}

/**
 * The run is walked from its end to its beginning: whoever reduced it before left its end in the caches. `kind` is one of the constants
 * above, and each call is compiled for its own: OFFSET reads the offset alone, SCALED the slope, AFFINE and RECTIFIED neither factor nor output
 * gradient.
 */
// @ts-ignore: decorator
@inline
export function mapRows(
  kind: i32, input: usize, outputGradient: usize, output: usize, rows: i32, channels: i32,
  center: usize, slope: usize, offset: usize, factor: usize,
): void {
  const pattern = patternBytes(channels)
  const bytes = (<usize>rows * <usize>channels) << 2
  const apart = outputGradient - input
  const shift = output - input
  const rest = bytes % pattern
  const vectors = rest & ~15
  let start = input + bytes - rest
  mapPatterns(kind, 1, start, vectors, pattern, apart, shift, center, slope, offset, factor)
  for (let place = vectors; place < rest; place += 4) {
    let value = f32.load(start + place)
    if (kind == SCALED) value *= f32.load(slope + place)
    else {
      if (kind != OFFSET) value = (value - f32.load(center + place)) * f32.load(slope + place)
      value += f32.load(offset + place)
    }
    if (kind == RECTIFIED) value = value < 0 ? 0 : value
    if (kind == GRADIENT) value += f32.load(start + place + apart) * f32.load(factor + place)
    f32.store(start + place + shift, value)
  }
  while (start - input >= 4 * pattern) {
    start -= 4 * pattern
    mapPatterns(kind, 4, start, pattern, pattern, apart, shift, center, slope, offset, factor)
  }
  while (start > input) {
    start -= pattern
    mapPatterns(kind, 1, start, pattern, pattern, apart, shift, center, slope, offset, factor)
  }
}
