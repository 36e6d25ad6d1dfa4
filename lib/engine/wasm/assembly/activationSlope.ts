// An activation's derivative times the output's gradient, from what the pullback saved of four numbers: output or input (lib/engine/activation.ts). Where
// f(x) - f(-x) = x the derivatives at x and -x add up to 1, and the one at -|x| is computed.
import { ELU, GELU, GELU_TANH, HARD_SWISH, LEAKY_RELU, RELU, RELU6, SIGMOID, SILU, TANH } from './activationKind'
import {
  atMost, LARGEST_OF_GELU, LARGEST_OF_GELU_TANH, lost, mantissa, normalExponent, normalTail, shareOf, tanhFormExponent,
} from './activationValue'
import { floatsOf, highPair, lowPair, nestedFloat, ONE, rest, restOfPair, scaled, turns, turnsOfPair } from './growth'

/** With which x e^-x is 0. */
let LARGEST_OF_SILU: v128 = f32x4.splat(115)

// @ts-ignore: decorator
@inline
function mirroredSlope(x: v128, below: v128): v128 {
  return v128.bitselect(below, f32x4.sub(ONE, below), f32x4.lt(x, f32x4.splat(0)))
}

// @ts-ignore: decorator
@inline
function siluSlope(x: v128): v128 {
  const a = atMost(x, LARGEST_OF_SILU)
  const exponent = f32x4.neg(a)
  const n = turns(exponent)
  const m = mantissa(rest(exponent, n))
  const share = shareOf(scaled(m, n))
  return mirroredSlope(x, scaled(f32x4.mul(f32x4.mul(m, share), f32x4.sub(ONE, f32x4.mul(a, share))), n))
}

// @ts-ignore: decorator
@inline
function geluSlope(x: v128): v128 {
  const a = atMost(x, LARGEST_OF_GELU)
  const low = normalExponent(lowPair(a))
  const high = normalExponent(highPair(a))
  const lowTurns = turnsOfPair(low)
  const highTurns = turnsOfPair(high)
  const m = mantissa(floatsOf(restOfPair(low, lowTurns), restOfPair(high, highTurns)))
  // the density at 0, 1 / sqrt(2 pi)
  const difference = f32x4.sub(normalTail(a), f32x4.mul(a, f32x4.splat(0.3989422804014327)))
  return mirroredSlope(x, scaled(f32x4.mul(m, difference), floatsOf(lowTurns, highTurns)))
}

// @ts-ignore: decorator
@inline
function geluTanhSlope(x: v128): v128 {
  const a = atMost(x, LARGEST_OF_GELU_TANH)
  const low = tanhFormExponent(lowPair(a))
  const high = tanhFormExponent(highPair(a))
  const lowTurns = turnsOfPair(low)
  const highTurns = turnsOfPair(high)
  const n = floatsOf(lowTurns, highTurns)
  const m = mantissa(floatsOf(restOfPair(low, lowTurns), restOfPair(high, highTurns)))
  const share = shareOf(scaled(m, n))
  // sqrt(8 / pi) (1 + 3 0.044715 a²)
  const steepness = nestedFloat(f32x4.mul(a, a), f32x4.splat(0.21406446766233277), f32x4.splat(1.5957691216057308))
  return mirroredSlope(x, scaled(f32x4.mul(f32x4.mul(m, share), f32x4.sub(ONE, f32x4.mul(f32x4.mul(a, share), steepness))), n))
}

/** `kind` is known when this is compiled; `parameter` is a slope or alpha where it has one. */
// @ts-ignore: decorator
@inline
export function pulledBack(kind: i32, parameter: v128, saved: v128, dy: v128): v128 {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  if (kind == RELU) return v128.and(dy, f32x4.ne(saved, zero))
  if (kind == LEAKY_RELU) return v128.bitselect(dy, f32x4.mul(dy, parameter), f32x4.gt(saved, zero))
  if (kind == RELU6) return v128.andnot(dy, v128.or(f32x4.le(saved, zero), f32x4.ge(saved, f32x4.splat(6))))
  if (kind == HARD_SWISH) {
    const three = f32x4.splat(3)
    const inside = f32x4.add(f32x4.div(saved, three), f32x4.splat(0.5))
    const upper = v128.bitselect(one, inside, f32x4.gt(saved, three))
    return v128.andnot(f32x4.mul(dy, upper), f32x4.lt(saved, f32x4.splat(-3)))
  }
  if (kind == SIGMOID) return f32x4.mul(dy, f32x4.mul(saved, f32x4.sub(one, saved)))
  if (kind == TANH) return f32x4.mul(dy, f32x4.mul(f32x4.add(one, saved), f32x4.sub(one, saved)))
  if (kind == SILU) return f32x4.mul(dy, siluSlope(saved))
  if (kind == GELU) return f32x4.mul(dy, geluSlope(saved))
  if (kind == GELU_TANH) return f32x4.mul(dy, geluTanhSlope(saved))
  if (kind == ELU) return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(saved, parameter)), f32x4.gt(saved, zero))
  return f32x4.mul(dy, lost(saved))
}
