// One step of stochastic gradient descent with momentum (its formulas: lib/engine/sgd.ts), in one pass over what it reads and writes.
import { loadLanes, storeLanes } from './lanes'

// How a step moves; each is compiled apart.
const WITHOUT_MOMENTUM = 0
const WITH_MOMENTUM = 1
const NESTEROV = 2

/** factor a + b */
// @ts-ignore: decorator
@inline
function scaledSum(factor: f32, a: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.splat(factor), a), b)
}

/** The first `lanes` (1 to 4) floats of each array; `velocity` is 0 where there is none yet. */
// @ts-ignore: decorator
@inline
function stepVector(
  kind: i32, lanes: i32, parameter: usize, gradient: usize, velocity: usize, next: usize, nextVelocity: usize,
  rate: f32, momentum: f32, decay: f32,
): void {
  const p = loadLanes(parameter, lanes)
  const g = scaledSum(decay, p, loadLanes(gradient, lanes))
  let direction = g
  if (kind != WITHOUT_MOMENTUM) {
    const v = scaledSum(momentum, velocity != 0 ? loadLanes(velocity, lanes) : f32x4.splat(0), g)
    storeLanes(nextVelocity, v, lanes)
    direction = kind == NESTEROV ? scaledSum(momentum, v, g) : v
  }
  storeLanes(next, f32x4.sub(p, f32x4.mul(f32x4.splat(rate), direction)), lanes)
}

// @ts-ignore: decorator
@inline
function step(
  kind: i32, parameter: usize, gradient: usize, velocity: usize, next: usize, nextVelocity: usize,
  count: i32, rate: f32, momentum: f32, decay: f32,
): void {
  const whole = <usize>(count & ~3) << 2
  let at: usize = 0
  for (; at < whole; at += 16) {
    stepVector(kind, 4, parameter + at, gradient + at, velocity != 0 ? velocity + at : 0, next + at, nextVelocity + at, rate, momentum, decay)
  }
  if (count & 3) {
    stepVector(kind, count & 3, parameter + at, gradient + at, velocity != 0 ? velocity + at : 0, next + at, nextVelocity + at, rate, momentum, decay)
  }
}

/**
 * `parameter`, `gradient`, `velocity` (0 at the first step) are read, `next` and, but for a momentum of 0, `nextVelocity` written; each holds
 * `count` floats.
 */
export function descend(
  parameter: usize, gradient: usize, velocity: usize, next: usize, nextVelocity: usize, count: i32,
  rate: f32, momentum: f32, decay: f32, nesterov: i32,
): void {
  if (momentum == 0) step(WITHOUT_MOMENTUM, parameter, gradient, velocity, next, nextVelocity, count, rate, momentum, decay)
  else if (nesterov) step(NESTEROV, parameter, gradient, velocity, next, nextVelocity, count, rate, momentum, decay)
  else step(WITH_MOMENTUM, parameter, gradient, velocity, next, nextVelocity, count, rate, momentum, decay)
}
