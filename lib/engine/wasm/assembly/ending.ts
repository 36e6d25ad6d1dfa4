// How an operation ends in a network at rest: a map is added to its output (a residual sum), and an activation follows. `apart` is the distance from an
// output to what is added to it, 0 for nothing. `activation` is one word, so that it takes no more registers than a flag: 0 for none, 1 for the
// rectifier, 2 for the one up to 6, else the bits of a leaky one's slope, a normal float above 0, which none of those numbers is. A NaN stays a NaN.
import { loadLanes, storeLanes } from './lanes'

export const AS_IT_COMES = 0
export const RECTIFIED = 1
const RECTIFIED_TO_6 = 2

// @ts-ignore: decorator
@inline
export function endedIn(activation: i32, value: v128): v128 {
  const zero = f32x4.splat(0)
  if (activation == RECTIFIED) return f32x4.pmax(value, zero)
  if (activation == RECTIFIED_TO_6) return f32x4.pmin(f32x4.pmax(value, zero), f32x4.splat(6))
  return v128.bitselect(value, f32x4.mul(value, i32x4.splat(activation)), f32x4.gt(value, zero))
}

/** Stores the first `lanes` (1 to 4) floats of `value`, ended. */
// @ts-ignore: decorator
@inline
export function storeEnded(to: usize, value: v128, lanes: i32, apart: usize, activation: i32): void {
  if (apart) value = f32x4.add(value, loadLanes(to + apart, lanes))
  if (activation) value = endedIn(activation, value)
  storeLanes(to, value, lanes)
}
