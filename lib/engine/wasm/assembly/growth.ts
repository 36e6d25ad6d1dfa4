// e^x in float32, four at a time and in parts,
//
//     e^x = (1 + growth(r)) 2^n    with n = turns(x), r = rest(x, n) = x - n ln 2, |r| <= ln 2 / 2
//
// so that e^x - 1 of a small x keeps its digits, and so does a product with an e^x that is itself too small to have them: whoever needs it scales last.
// The polynomial is the best of its degree for growth's relative error, 1.4e-8. A NaN stays a NaN.

const LOG2_E: f32 = 1.44269504
/** ln 2 in two parts; the first, times any exponent of a float32, is exact. */
const LN2_HIGH: f32 = 0.693359375
const LN2_LOW: f32 = -2.12194440e-4
const LN2: f64 = 0.6931471805599453

/** polynomial r + coefficient */
// @ts-ignore: decorator
@inline
export function nestedFloat(polynomial: v128, r: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(polynomial, r), f32x4.splat(coefficient))
}

// @ts-ignore: decorator
@inline
export function turns(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)))
}

// @ts-ignore: decorator
@inline
export function rest(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)))
}

/** e^r - 1 for |r| <= ln 2 / 2 */
// @ts-ignore: decorator
@inline
export function growth(r: v128): v128 {
  let polynomial = f32x4.splat(0.00139475949846)
  polynomial = nestedFloat(polynomial, r, 0.00836724674888)
  polynomial = nestedFloat(polynomial, r, 0.041666266586)
  polynomial = nestedFloat(polynomial, r, 0.166665380158)
  polynomial = nestedFloat(polynomial, r, 0.50000000657)
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, r), polynomial))
}

/** 2^n for -126 <= n <= 127 */
// @ts-ignore: decorator
@inline
export function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23)
}

/** value 2^n for -252 <= n <= 254, rounded once, also where it becomes subnormal */
// @ts-ignore: decorator
@inline
export function scaled(value: v128, n: v128): v128 {
  const whole = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(whole, 1)
  return f32x4.mul(f32x4.mul(value, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)))
}

/** The lower and upper two numbers, in float64, as four floats. */
// @ts-ignore: decorator
@inline
export function floatsOf(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2)
}

// @ts-ignore: decorator
@inline
export function lowPair(x: v128): v128 {
  return f64x2.promote_low_f32x4(x)
}

// @ts-ignore: decorator
@inline
export function highPair(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1))
}

/** `turns` of exponents in float64: a large one that was rounded to a float would be off by many units of e^x. */
// @ts-ignore: decorator
@inline
export function turnsOfPair(x: v128): v128 {
  return f64x2.nearest(f64x2.mul(x, f64x2.splat(LOG2_E)))
}

// @ts-ignore: decorator
@inline
export function restOfPair(x: v128, n: v128): v128 {
  return f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2)))
}
