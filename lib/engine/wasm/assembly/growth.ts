// e^x in float32, four at a time and in parts,
//
//     e^x = (1 + growth(r)) 2^n    with n = turns(x), r = rest(x, n) = x - n ln 2, |r| <= ln 2 / 2
//
// so that e^x - 1 of a small x keeps its digits, and so does a product with an e^x that is itself too small to have them: whoever needs it scales last.
// The polynomial is the best of its degree for growth's relative error, 1.4e-8. A NaN stays a NaN.

//
// V8 rebuilds a constant vector at each use, by three instructions, which together take longer than the arithmetic. Vectors of variables, set when the module
// starts, are read by one.

export let ONE: v128 = f32x4.splat(1)
export let HALF: v128 = f32x4.splat(0.5)
let LOG2_E: v128 = f32x4.splat(1.44269504)
/** ln 2 in two parts; the first, times any exponent of a float32, is exact. */
let LN2_HIGH: v128 = f32x4.splat(0.693359375)
let LN2_LOW: v128 = f32x4.splat(-2.12194440e-4)
/** A number n added to it stands, rounded, in the last bits of the sum, as the exponent's bits have it: n + 127. */
let EXPONENT: v128 = f32x4.splat(12582912 + 127)

/** The polynomial (growth(r) - r) / r², the highest power first. */
let GROWTH_4: v128 = f32x4.splat(0.00139475949846)
let GROWTH_3: v128 = f32x4.splat(0.00836724674888)
let GROWTH_2: v128 = f32x4.splat(0.041666266586)
let GROWTH_1: v128 = f32x4.splat(0.166665380158)
let GROWTH_0: v128 = f32x4.splat(0.50000000657)

let LOG2_E_OF_PAIR: v128 = f64x2.splat(1.4426950408889634)
let LN2_OF_PAIR: v128 = f64x2.splat(0.6931471805599453)

/** polynomial r + coefficient */
// @ts-ignore: decorator
@inline
export function nestedFloat(polynomial: v128, r: v128, coefficient: v128): v128 {
  return f32x4.add(f32x4.mul(polynomial, r), coefficient)
}

// @ts-ignore: decorator
@inline
export function turns(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, LOG2_E))
}

// @ts-ignore: decorator
@inline
export function rest(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, LN2_HIGH)), f32x4.mul(n, LN2_LOW))
}

/** e^r - 1 for |r| <= ln 2 / 2 */
// @ts-ignore: decorator
@inline
export function growth(r: v128): v128 {
  let polynomial = nestedFloat(GROWTH_4, r, GROWTH_3)
  polynomial = nestedFloat(polynomial, r, GROWTH_2)
  polynomial = nestedFloat(polynomial, r, GROWTH_1)
  polynomial = nestedFloat(polynomial, r, GROWTH_0)
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, r), polynomial))
}

/** 2^n for whole -126 <= n <= 127 */
// @ts-ignore: decorator
@inline
export function powerOfTwo(n: v128): v128 {
  return i32x4.shl(f32x4.add(n, EXPONENT), 23)
}

/** value 2^n for -252 <= n <= 254, rounded once, also where it becomes subnormal */
// @ts-ignore: decorator
@inline
export function scaled(value: v128, n: v128): v128 {
  const half = f32x4.nearest(f32x4.mul(n, HALF))
  return f32x4.mul(f32x4.mul(value, powerOfTwo(half)), powerOfTwo(f32x4.sub(n, half)))
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
  return f64x2.nearest(f64x2.mul(x, LOG2_E_OF_PAIR))
}

// @ts-ignore: decorator
@inline
export function restOfPair(x: v128, n: v128): v128 {
  return f64x2.sub(x, f64x2.mul(n, LN2_OF_PAIR))
}
