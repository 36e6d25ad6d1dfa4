// One step of RMSProp (its formulas: lib/engine/rmsProp.ts), in one pass over what it reads and writes.
import { loadLanes, storeLanes } from './lanes'

/** The first `lanes` (1 to 4) floats of each array; what is kept is at 0 where there is nothing yet. */
// @ts-ignore: decorator
@inline
function stepVector(
  lanes: i32, parameter: usize, gradient: usize, square: usize, velocity: usize, next: usize, nextSquare: usize, nextVelocity: usize,
  decay: f32, alpha: f32, rest: f32, epsilon: f32, momentum: f32, rate: f32,
): void {
  const p = loadLanes(parameter, lanes)
  const g = f32x4.add(loadLanes(gradient, lanes), f32x4.mul(f32x4.splat(decay), p))
  let s = f32x4.mul(f32x4.mul(f32x4.splat(rest), g), g)
  if (square != 0) s = f32x4.add(s, f32x4.mul(f32x4.splat(alpha), loadLanes(square, lanes)))
  storeLanes(nextSquare, s, lanes)
  let direction = f32x4.div(g, f32x4.add(f32x4.sqrt(s), f32x4.splat(epsilon)))
  if (momentum != 0) {
    if (velocity != 0) direction = f32x4.add(f32x4.mul(f32x4.splat(momentum), loadLanes(velocity, lanes)), direction)
    storeLanes(nextVelocity, direction, lanes)
  }
  storeLanes(next, f32x4.sub(p, f32x4.mul(f32x4.splat(rate), direction)), lanes)
}

/** All but the numbers are addresses of `count` floats; the first four are read, the last three written, the velocity's only with a momentum. */
export function rmsPropStep(
  parameter: usize, gradient: usize, square: usize, velocity: usize, next: usize, nextSquare: usize, nextVelocity: usize, count: i32,
  decay: f32, alpha: f32, rest: f32, epsilon: f32, momentum: f32, rate: f32,
): void {
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = <i32>((bytes - at) >> 2)
    stepVector(
      left < 4 ? left : 4, parameter + at, gradient + at, square != 0 ? square + at : 0, velocity != 0 ? velocity + at : 0,
      next + at, nextSquare + at, nextVelocity + at, decay, alpha, rest, epsilon, momentum, rate,
    )
  }
}
