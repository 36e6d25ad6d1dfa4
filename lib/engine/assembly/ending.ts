// How an operation ends in a network at rest: a map is added to its output (a residual sum), and the rectifier follows. `apart` is the distance
// from an output to what is added to it, 0 for nothing; `least` is 0 for the rectifier, -Infinity for none. A NaN stays a NaN.
import { loadLanes, storeLanes } from './lanes'

/** What is stored at `to` in place of `value`. */
// @ts-ignore: decorator
@inline
export function ended(value: v128, to: usize, apart: usize, least: v128): v128 {
  return f32x4.pmax(apart ? f32x4.add(value, v128.load(to + apart)) : value, least)
}

/** Stores the first `lanes` (1 to 4) floats. */
// @ts-ignore: decorator
@inline
export function storeEnded(to: usize, value: v128, lanes: i32, apart: usize, least: v128): void {
  storeLanes(to, f32x4.pmax(apart ? f32x4.add(value, loadLanes(to + apart, lanes)) : value, least), lanes)
}
