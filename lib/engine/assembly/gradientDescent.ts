// One step of stochastic gradient descent with momentum (its formulas: lib/engine/sgd.ts), in one pass over what it reads and writes.

// How a step moves; each is compiled apart.
const WITHOUT_MOMENTUM = 0
const WITH_MOMENTUM = 1
const NESTEROV = 2

/** The velocity after the step: momentum v + g, where g = gradient + decay p. */
// @ts-ignore: decorator
@inline
function moved(g: v128, v: v128, momentum: f32): v128 {
  return f32x4.add(f32x4.mul(f32x4.splat(momentum), v), g)
}

// @ts-ignore: decorator
@inline
function decayed(p: v128, gradient: v128, decay: f32): v128 {
  return f32x4.add(gradient, f32x4.mul(f32x4.splat(decay), p))
}

/** The parameters after the step; without momentum the velocity is g itself. */
// @ts-ignore: decorator
@inline
function stepped(kind: i32, p: v128, g: v128, velocity: v128, rate: f32, momentum: f32): v128 {
  const direction = kind == NESTEROV ? moved(g, velocity, momentum) : velocity
  return f32x4.sub(p, f32x4.mul(f32x4.splat(rate), direction))
}

// @ts-ignore: decorator
@inline
function step(
  kind: i32, parameter: usize, gradient: usize, velocity: usize, next: usize, nextVelocity: usize,
  count: i32, rate: f32, momentum: f32, decay: f32,
): void {
  const zero = f32x4.splat(0)
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) {
    const p = v128.load(parameter + at)
    const g = decayed(p, v128.load(gradient + at), decay)
    let v = g
    if (kind != WITHOUT_MOMENTUM) {
      v = moved(g, velocity != 0 ? v128.load(velocity + at) : zero, momentum)
      v128.store(nextVelocity + at, v)
    }
    v128.store(next + at, stepped(kind, p, g, v, rate, momentum))
  }
  // The last ones, less than a vector: the same, one by one.
  for (; at < bytes; at += 4) {
    const p = v128.load32_zero(parameter + at)
    const g = decayed(p, v128.load32_zero(gradient + at), decay)
    let v = g
    if (kind != WITHOUT_MOMENTUM) {
      v = moved(g, velocity != 0 ? v128.load32_zero(velocity + at) : zero, momentum)
      v128.store_lane<f32>(nextVelocity + at, v, 0)
    }
    v128.store_lane<f32>(next + at, stepped(kind, p, g, v, rate, momentum), 0)
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
