// One step of Lion (its formulas: lib/engine/lion.ts), in one pass over what it reads and writes.
import { signs } from './elementwise'
import { loadLanes, storeLanes } from './lanes'

/** The first `lanes` (1 to 4) floats of each array; the moment is at 0 where there is none yet. */
// @ts-ignore: decorator
@inline
function stepVector(
  lanes: i32, parameter: usize, gradient: usize, moment: usize, next: usize, nextMoment: usize,
  keep: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32,
): void {
  const g = loadLanes(gradient, lanes)
  const m = moment != 0 ? loadLanes(moment, lanes) : f32x4.splat(0)
  const between = f32x4.add(f32x4.mul(f32x4.splat(beta1), m), f32x4.mul(f32x4.splat(rest1), g))
  const kept = f32x4.mul(f32x4.splat(keep), loadLanes(parameter, lanes))
  storeLanes(next, f32x4.sub(kept, f32x4.mul(f32x4.splat(rate), signs(between))), lanes)
  storeLanes(nextMoment, f32x4.add(f32x4.mul(f32x4.splat(beta2), m), f32x4.mul(f32x4.splat(rest2), g)), lanes)
}

/** All but the numbers are addresses of `count` floats; the first three are read, the last two written. */
export function lionStep(
  parameter: usize, gradient: usize, moment: usize, next: usize, nextMoment: usize, count: i32,
  keep: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32,
): void {
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = <i32>((bytes - at) >> 2)
    stepVector(
      left < 4 ? left : 4, parameter + at, gradient + at, moment != 0 ? moment + at : 0, next + at, nextMoment + at,
      keep, beta1, rest1, beta2, rest2, rate,
    )
  }
}
