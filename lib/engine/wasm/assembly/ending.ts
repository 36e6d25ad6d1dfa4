// How an operation ends in a network at rest: a map is added to its output (a residual sum), and the rectifier follows. `apart` is the distance
// from an output to what is added to it, 0 for nothing. A NaN stays a NaN.
import { loadLanes, storeLanes } from './lanes'

/** Stores the first `lanes` (1 to 4) floats of `value`, ended. */
// @ts-ignore: decorator
@inline
export function storeEnded(to: usize, value: v128, lanes: i32, apart: usize, rectified: bool): void {
  if (apart) value = f32x4.add(value, loadLanes(to + apart, lanes))
  if (rectified) value = f32x4.pmax(value, f32x4.splat(0))
  storeLanes(to, value, lanes)
}
