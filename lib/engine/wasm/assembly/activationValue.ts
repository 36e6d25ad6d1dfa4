// What an activation makes of four numbers (definitions: lib/engine/activation.ts). Those with f(x) - f(-x) = x are computed as max(x, 0) + f(-|x|), where
// nothing cancels; f(-|x|) is so small behind some |x| that it is 0, and that |x| stands in for larger ones, infinity too.
import { ELU, GELU, GELU_TANH, HARD_SWISH, LEAKY_RELU, RELU, RELU6, SIGMOID, SILU, TANH } from './activationKind'
import {
  floatsOf, growth, HALF, highPair, lowPair, nestedFloat, ONE, powerOfTwo, rest, restOfPair, scaled, turns, turnsOfPair,
} from './growth'

/** Of e^-a, with which everything is 0. */
let LARGEST: v128 = f32x4.splat(110)
let LOWEST: v128 = f32x4.splat(-110)
/** With which 1 / (1 + e^-x) is 1. */
let LARGEST_OF_SIGMOID: v128 = f32x4.splat(20)
/** Of e^(-a²/2). */
export let LARGEST_OF_GELU: v128 = f32x4.splat(15)
/** Of the tanh form's exponent, which has a³ in it. */
export let LARGEST_OF_GELU_TANH: v128 = f32x4.splat(12)

/** -sqrt(8 / pi), and the factor of x³ in the tanh form */
let MINUS_TWICE_ROOT: v128 = f64x2.splat(-1.5957691216057308)
let CUBIC: v128 = f64x2.splat(0.044715)

/** From here on e^x - 1 is -1. */
let LOWEST_OF_LESS_ONE: v128 = f32x4.splat(-30)
let MINUS_TWO: v128 = f32x4.splat(-2)
let MINUS_HALF_OF_PAIR: v128 = f64x2.splat(-0.5)
let TAIL_SHIFT: v128 = f32x4.splat(3.5)

/** The polynomials of normalTail and of softplus's logarithm, the highest power first. */
let TAIL_9: v128 = f32x4.splat(0.0001102857974)
let TAIL_8: v128 = f32x4.splat(0.000421168279387)
let TAIL_7: v128 = f32x4.splat(-0.000494976820602)
let TAIL_6: v128 = f32x4.splat(-0.0031748135174)
let TAIL_5: v128 = f32x4.splat(0.0064932451473)
let TAIL_4: v128 = f32x4.splat(0.0174062688538)
let TAIL_3: v128 = f32x4.splat(-0.116053068462)
let TAIL_2: v128 = f32x4.splat(0.315425056972)
let TAIL_1: v128 = f32x4.splat(-0.565561743906)
let TAIL_0: v128 = f32x4.splat(0.744416074035)
let LOGARITHM_3: v128 = f32x4.splat(0.140122278539)
let LOGARITHM_2: v128 = f32x4.splat(0.139995709001)
let LOGARITHM_1: v128 = f32x4.splat(0.200108495046)
let LOGARITHM_0: v128 = f32x4.splat(0.333332065668)

// @ts-ignore: decorator
@inline
export function atMost(x: v128, limit: v128): v128 {
  return f32x4.pmin(f32x4.abs(x), limit)
}

/** 1 / (1 + e) */
// @ts-ignore: decorator
@inline
export function shareOf(e: v128): v128 {
  return f32x4.div(ONE, f32x4.add(e, ONE))
}

/** 1 + growth of -a, and its turns: what e^-a is made of. */
// @ts-ignore: decorator
@inline
export function mantissa(r: v128): v128 {
  return f32x4.add(growth(r), ONE)
}

/** e^x - 1 for x <= 0 */
// @ts-ignore: decorator
@inline
function lessOne(x: v128): v128 {
  const bounded = f32x4.pmax(x, LOWEST_OF_LESS_ONE)
  const n = turns(bounded)
  const power = powerOfTwo(n)
  return f32x4.add(f32x4.mul(power, growth(rest(bounded, n))), f32x4.sub(power, ONE))
}

/** 1 - e^-y for y >= 0 */
// @ts-ignore: decorator
@inline
export function lost(y: v128): v128 {
  return f32x4.neg(lessOne(f32x4.neg(y)))
}

/**
 * P(X < -a) e^(a²/2) of a normal X, for 0 <= a <= 14.6: w p((a - k) w) with w = 1 / (a + k), the change of variable of Shepherd and Laframboise 1981; the
 * best polynomial of degree 9 for its relative error, 7e-9.
 */
// @ts-ignore: decorator
@inline
export function normalTail(a: v128): v128 {
  const w = f32x4.div(ONE, f32x4.add(a, TAIL_SHIFT))
  const q = f32x4.mul(f32x4.sub(a, TAIL_SHIFT), w)
  let polynomial = nestedFloat(TAIL_9, q, TAIL_8)
  polynomial = nestedFloat(polynomial, q, TAIL_7)
  polynomial = nestedFloat(polynomial, q, TAIL_6)
  polynomial = nestedFloat(polynomial, q, TAIL_5)
  polynomial = nestedFloat(polynomial, q, TAIL_4)
  polynomial = nestedFloat(polynomial, q, TAIL_3)
  polynomial = nestedFloat(polynomial, q, TAIL_2)
  polynomial = nestedFloat(polynomial, q, TAIL_1)
  polynomial = nestedFloat(polynomial, q, TAIL_0)
  return f32x4.mul(w, polynomial)
}

/** -a²/2 of two numbers, exact. */
// @ts-ignore: decorator
@inline
export function normalExponent(a: v128): v128 {
  return f64x2.mul(f64x2.mul(a, a), MINUS_HALF_OF_PAIR)
}

/** -sqrt(8 / pi) (a + 0.044715 a³) of two numbers: the tanh form is x sigmoid(sqrt(8 / pi) (x + 0.044715 x³)). */
// @ts-ignore: decorator
@inline
export function tanhFormExponent(a: v128): v128 {
  const inner = f64x2.add(f64x2.mul(f64x2.mul(a, a), CUBIC), f64x2.splat(1))
  return f64x2.mul(f64x2.mul(a, inner), MINUS_TWICE_ROOT)
}

/** max(x, 0) + tail */
// @ts-ignore: decorator
@inline
function mirrored(x: v128, tail: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), tail)
}

/** e^x / (e^x + 1), e^x as the square of e^(x / 2), which is a normal float: the square is rounded once, also where it is subnormal. */
// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const half = f32x4.mul(f32x4.pmin(f32x4.pmax(x, LOWEST), LARGEST_OF_SIGMOID), HALF)
  const n = turns(half)
  const root = f32x4.mul(mantissa(rest(half, n)), powerOfTwo(n))
  const e = f32x4.mul(root, root)
  return f32x4.div(e, f32x4.add(e, ONE))
}

// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const m = lessOne(f32x4.mul(f32x4.abs(x), MINUS_TWO))
  const size = f32x4.neg(f32x4.div(m, f32x4.add(m, f32x4.splat(2))))
  return v128.bitselect(x, size, i32x4.splat(0x80000000))
}

// @ts-ignore: decorator
@inline
function silu(x: v128): v128 {
  const a = atMost(x, LARGEST)
  const exponent = f32x4.neg(a)
  const n = turns(exponent)
  const m = mantissa(rest(exponent, n))
  return mirrored(x, scaled(f32x4.div(f32x4.mul(exponent, m), f32x4.add(scaled(m, n), ONE)), n))
}

// @ts-ignore: decorator
@inline
function gelu(x: v128): v128 {
  const a = atMost(x, LARGEST_OF_GELU)
  const low = normalExponent(lowPair(a))
  const high = normalExponent(highPair(a))
  const lowTurns = turnsOfPair(low)
  const highTurns = turnsOfPair(high)
  const n = floatsOf(lowTurns, highTurns)
  const m = mantissa(floatsOf(restOfPair(low, lowTurns), restOfPair(high, highTurns)))
  return mirrored(x, scaled(f32x4.mul(f32x4.neg(a), f32x4.mul(m, normalTail(a))), n))
}

// @ts-ignore: decorator
@inline
function geluTanh(x: v128): v128 {
  const a = atMost(x, LARGEST_OF_GELU_TANH)
  const low = tanhFormExponent(lowPair(a))
  const high = tanhFormExponent(highPair(a))
  const lowTurns = turnsOfPair(low)
  const highTurns = turnsOfPair(high)
  const n = floatsOf(lowTurns, highTurns)
  const m = mantissa(floatsOf(restOfPair(low, lowTurns), restOfPair(high, highTurns)))
  return mirrored(x, scaled(f32x4.div(f32x4.mul(f32x4.neg(a), m), f32x4.add(scaled(m, n), ONE)), n))
}

/** max(x, 0) + ln(1 + e^-|x|), the logarithm as 2 artanh(s / 2) with s = e / (1 + e / 2): the best polynomial of its degree, 5e-9. */
// @ts-ignore: decorator
@inline
function softplus(x: v128): v128 {
  const exponent = f32x4.neg(atMost(x, LARGEST))
  const n = turns(exponent)
  const e = scaled(mantissa(rest(exponent, n)), n)
  const s = f32x4.div(e, nestedFloat(e, HALF, ONE))
  const z = f32x4.mul(f32x4.mul(s, s), f32x4.splat(0.25))
  let polynomial = nestedFloat(LOGARITHM_3, z, LOGARITHM_2)
  polynomial = nestedFloat(polynomial, z, LOGARITHM_1)
  polynomial = nestedFloat(polynomial, z, LOGARITHM_0)
  return mirrored(x, f32x4.add(s, f32x4.mul(f32x4.mul(s, z), polynomial)))
}

/** `kind` is known when this is compiled; `parameter` is a slope or alpha where it has one. */
// @ts-ignore: decorator
@inline
export function activated(kind: i32, parameter: v128, x: v128): v128 {
  const zero = f32x4.splat(0)
  if (kind == RELU) return f32x4.max(x, zero)
  if (kind == LEAKY_RELU) return v128.bitselect(x, f32x4.mul(x, parameter), f32x4.gt(x, zero))
  if (kind == RELU6) return f32x4.min(f32x4.max(x, zero), f32x4.splat(6))
  if (kind == HARD_SWISH) {
    const bounded = f32x4.max(x, f32x4.splat(-3))
    return f32x4.mul(bounded, f32x4.mul(f32x4.min(f32x4.add(bounded, f32x4.splat(3)), f32x4.splat(6)), f32x4.splat(1.0 / 6)))
  }
  if (kind == SIGMOID) return sigmoid(x)
  if (kind == TANH) return tanh(x)
  if (kind == SILU) return silu(x)
  if (kind == GELU) return gelu(x)
  if (kind == GELU_TANH) return geluTanh(x)
  if (kind == ELU) return v128.bitselect(x, f32x4.mul(lessOne(x), parameter), f32x4.gt(x, zero))
  return softplus(x)
}
