// One step of Adam (its formulas: lib/engine/adam.ts), in one pass over what it reads and writes.
import { loadLanes, storeLanes } from './lanes'

/** The first `lanes` (1 to 4) floats of each array; the moments' addresses are 0 where there are none yet. */
// @ts-ignore: decorator
@inline
function stepVector(
  lanes: i32, parameter: usize, gradient: usize, first: usize, second: usize, next: usize, nextFirst: usize, nextSecond: usize,
  decay: f32, keep: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, rootScale: f32, epsilon: f32,
): void {
  const p = loadLanes(parameter, lanes)
  const g = f32x4.add(loadLanes(gradient, lanes), f32x4.mul(f32x4.splat(decay), p))
  let m = f32x4.mul(f32x4.splat(rest1), g)
  let v = f32x4.mul(f32x4.mul(f32x4.splat(rest2), g), g)
  if (first != 0) {
    m = f32x4.add(m, f32x4.mul(f32x4.splat(beta1), loadLanes(first, lanes)))
    v = f32x4.add(v, f32x4.mul(f32x4.splat(beta2), loadLanes(second, lanes)))
  }
  storeLanes(nextFirst, m, lanes)
  storeLanes(nextSecond, v, lanes)
  const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), f32x4.splat(rootScale)), f32x4.splat(epsilon))
  const kept = f32x4.mul(f32x4.splat(keep), p)
  storeLanes(next, f32x4.sub(kept, f32x4.div(f32x4.mul(f32x4.splat(rate), m), root)), lanes)
}

/** All but the numbers are addresses of `count` floats; the first four are read, the last three written. */
export function adamStep(
  parameter: usize, gradient: usize, first: usize, second: usize, next: usize, nextFirst: usize, nextSecond: usize, count: i32,
  decay: f32, keep: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, rootScale: f32, epsilon: f32,
): void {
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = <i32>((bytes - at) >> 2)
    stepVector(
      left < 4 ? left : 4, parameter + at, gradient + at, first != 0 ? first + at : 0, second + at, next + at, nextFirst + at, nextSecond + at,
      decay, keep, beta1, rest1, beta2, rest2, rate, rootScale, epsilon,
    )
  }
}
