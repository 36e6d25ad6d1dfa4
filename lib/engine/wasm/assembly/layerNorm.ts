// Layer norm (its formulas: lib/engine/channelNorm.ts), a row of channels at a time, which stays in the nearest cache for all its passes.
//
// Sums are taken of float32 vectors, a few hundred terms at a time, and then in float64. A mean far from 0 costs nothing: x - center is exact
// where x is near the center, a float32 near the mean.
import { loadLanes, storeLanes } from './lanes'

/** Vectors whose sum stays in float32. */
const STRETCH: usize = 64

/** The sum of a vector's lanes. */
// @ts-ignore: decorator
@inline
function total(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) + (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  )
}

/** The vector at `address`, of which `bytes` are there; `beyond` in the lanes behind. */
// @ts-ignore: decorator
@inline
function lanesOr(address: usize, bytes: usize, beyond: v128): v128 {
  const lanes = <i32>(bytes >> 2)
  const index = i32x4(0, 1, 2, 3)
  return v128.bitselect(loadLanes(address, lanes), beyond, i32x4.lt_s(index, i32x4.splat(lanes)))
}

/** The vector at a place of a row that ends at `row`. */
// @ts-ignore: decorator
@inline
function vectorAt(address: usize, place: usize, row: usize, beyond: v128): v128 {
  return place + 16 <= row ? v128.load(address + place) : lanesOr(address + place, row - place, beyond)
}

// @ts-ignore: decorator
@inline
function storeAt(address: usize, place: usize, row: usize, value: v128): void {
  if (place + 16 <= row) v128.store(address + place, value)
  else storeLanes(address + place, value, <i32>((row - place) >> 2))
}

/** A float32 near a row's mean; 0 where that is no number. */
function rowCenter(input: usize, row: usize): f32 {
  const zero = f32x4.splat(0)
  let sum: f64 = 0
  for (let from: usize = 0; from < row; from += STRETCH << 4) {
    const end = min(row, from + (STRETCH << 4))
    let part = zero
    for (let place = from; place < end; place += 16) part = f32x4.add(part, vectorAt(input, place, row, zero))
    sum += total(part)
  }
  const mean = <f32>(sum / <f64>(row >> 2))
  return mean - mean == 0 ? mean : 0
}

/**
 * `input`, `output` [rows, channels]; `scale`, `shift` [channels]; `saved` [rows, 3] for the gradient: the mean as float32, what that lacks of
 * the mean, 1 / sqrt(variance + epsilon).
 */
export function normalizePositions(
  input: usize, scale: usize, shift: usize, output: usize, saved: usize, rows: i32, channels: i32, epsilon: f64,
): void {
  const row = <usize>channels << 2
  const zero = f32x4.splat(0)
  for (let left = rows; left > 0; left--) {
    const near = rowCenter(input, row)
    const center = f32x4.splat(near)
    let sum: f64 = 0
    let squares: f64 = 0
    for (let from: usize = 0; from < row; from += STRETCH << 4) {
      const end = min(row, from + (STRETCH << 4))
      let first = zero, second = zero
      for (let place = from; place < end; place += 16) {
        const d = f32x4.sub(vectorAt(input, place, row, center), center)
        first = f32x4.add(first, d)
        second = f32x4.add(second, f32x4.mul(d, d))
      }
      sum += total(first)
      squares += total(second)
    }
    const remainder = sum / <f64>channels
    // Rounding may leave a variance of 0 a little below it.
    const inverse = 1 / Math.sqrt(max<f64>(squares / <f64>channels - remainder * remainder, 0) + epsilon)
    f32.store(saved, near)
    f32.store(saved, <f32>remainder, 4)
    f32.store(saved, <f32>inverse, 8)
    const factor = f32x4.splat(<f32>inverse)
    const rest = f32x4.splat(<f32>(remainder * inverse))
    for (let place: usize = 0; place < row; place += 16) {
      const d = f32x4.sub(vectorAt(input, place, row, center), center)
      const normalized = f32x4.sub(f32x4.mul(d, factor), rest)
      storeAt(output, place, row, f32x4.add(f32x4.mul(normalized, vectorAt(scale, place, row, zero)), vectorAt(shift, place, row, zero)))
    }
    input += row
    output += row
    saved += 12
  }
}

/** As many rows' gradients of a scale or a shift are added up in float32. */
const ROWS = 64

/** Adds a row of floats to one of float64, and clears it. */
function emptied(floats: usize, sums: usize, row: usize): void {
  for (let at: usize = 0; at < row; at += 4) f64.store(sums + 2 * at, f64.load(sums + 2 * at) + <f64>f32.load(floats + at))
  memory.fill(floats, 0, row)
}

/**
 * The gradient of the above. `outputGradient`, `inputGradient` like `input`; `scaleGradient`, `shiftGradient` [channels]; `saved` as above.
 * `workspace`: two floats and two float64 a channel.
 */
export function normalizePositionsGradient(
  input: usize, outputGradient: usize, scale: usize, saved: usize, inputGradient: usize, scaleGradient: usize, shiftGradient: usize,
  rows: i32, channels: i32, workspace: usize,
): void {
  const row = <usize>channels << 2
  const zero = f32x4.splat(0)
  const scales = workspace
  const shifts = scales + row
  const scaleSums = shifts + row
  const shiftSums = scaleSums + 2 * row
  memory.fill(workspace, 0, 6 * row)
  for (let number = 1; number <= rows; number++) {
    const center = f32x4.splat(f32.load(saved))
    const inverse = f32.load(saved, 8)
    const factor = f32x4.splat(inverse)
    const rest = f32x4.splat(f32.load(saved, 4) * inverse)
    let even: f64 = 0
    let along: f64 = 0
    for (let from: usize = 0; from < row; from += STRETCH << 4) {
      const end = min(row, from + (STRETCH << 4))
      let first = zero, second = zero
      for (let place = from; place < end; place += 16) {
        const normalized = f32x4.sub(f32x4.mul(f32x4.sub(vectorAt(input, place, row, zero), center), factor), rest)
        const dy = vectorAt(outputGradient, place, row, zero)
        const g = f32x4.mul(dy, vectorAt(scale, place, row, zero))
        first = f32x4.add(first, g)
        second = f32x4.add(second, f32x4.mul(g, normalized))
        storeAt(shifts, place, row, f32x4.add(vectorAt(shifts, place, row, zero), dy))
        storeAt(scales, place, row, f32x4.add(vectorAt(scales, place, row, zero), f32x4.mul(dy, normalized)))
      }
      even += total(first)
      along += total(second)
    }
    const constant = f32x4.splat(<f32>(even / <f64>channels))
    const steepness = f32x4.splat(<f32>(along / <f64>channels))
    for (let place: usize = 0; place < row; place += 16) {
      const normalized = f32x4.sub(f32x4.mul(f32x4.sub(vectorAt(input, place, row, zero), center), factor), rest)
      const g = f32x4.mul(vectorAt(outputGradient, place, row, zero), vectorAt(scale, place, row, zero))
      const value = f32x4.sub(f32x4.sub(g, constant), f32x4.mul(normalized, steepness))
      storeAt(inputGradient, place, row, f32x4.mul(value, factor))
    }
    if (number % ROWS == 0 || number == rows) {
      emptied(scales, scaleSums, row)
      emptied(shifts, shiftSums, row)
    }
    input += row
    outputGradient += row
    inputGradient += row
    saved += 12
  }
  for (let at: usize = 0; at < row; at += 4) {
    f32.store(scaleGradient + at, <f32>f64.load(scaleSums + 2 * at))
    f32.store(shiftGradient + at, <f32>f64.load(shiftSums + 2 * at))
  }
}
