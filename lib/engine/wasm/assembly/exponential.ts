// e^x and ln x in float64, without the tables of the standard library: a kernel may have no static data.

// Vectors are variables of the module, which are read where a constant would be rebuilt (growth.ts).

let LOG2_E: v128 = f64x2.splat(1.4426950408889634)
/** ln 2 in two parts; the first, times any exponent, is exact. */
let LN2_HIGHS: v128 = f64x2.splat(0.6931471803691238)
let LN2_LOWS: v128 = f64x2.splat(1.9082149292705877e-10)
let LOWEST: v128 = f64x2.splat(-708)
/** A number n added to it stands, rounded, in the last bits of the sum, as the exponent's bits have it: n + 1023. */
let EXPONENT: v128 = f64x2.splat(6755399441055744 + 1023)

/** 1 / k! */
let TAYLOR_10: v128 = f64x2.splat(1.0 / 3628800)
let TAYLOR_9: v128 = f64x2.splat(1.0 / 362880)
let TAYLOR_8: v128 = f64x2.splat(1.0 / 40320)
let TAYLOR_7: v128 = f64x2.splat(1.0 / 5040)
let TAYLOR_6: v128 = f64x2.splat(1.0 / 720)
let TAYLOR_5: v128 = f64x2.splat(1.0 / 120)
let TAYLOR_4: v128 = f64x2.splat(1.0 / 24)
let TAYLOR_3: v128 = f64x2.splat(1.0 / 6)
let TAYLOR_2: v128 = f64x2.splat(0.5)
let TAYLOR_1: v128 = f64x2.splat(1)

let ONE: v128 = f64x2.splat(1)
let ROOT_2: v128 = f64x2.splat(1.4142135623730951)
let INFINITE: v128 = f64x2.splat(Infinity)
/** Of a float64, the bits below its exponent. */
let MANTISSA: v128 = i64x2.splat(0xfffffffffffff)
/** A small whole number in the last bits of it is added to it; what an exponent of 0 then is. */
let WHOLE: v128 = f64x2.splat(4503599627370496)
let WHOLE_OF_ONE: v128 = f64x2.splat(4503599627370496 + 1023)

/** 1 / k */
let ARTANH_17: v128 = f64x2.splat(1.0 / 17)
let ARTANH_15: v128 = f64x2.splat(1.0 / 15)
let ARTANH_13: v128 = f64x2.splat(1.0 / 13)
let ARTANH_11: v128 = f64x2.splat(1.0 / 11)
let ARTANH_9: v128 = f64x2.splat(1.0 / 9)
let ARTANH_7: v128 = f64x2.splat(1.0 / 7)
let ARTANH_5: v128 = f64x2.splat(1.0 / 5)
let ARTANH_3: v128 = f64x2.splat(1.0 / 3)

// @ts-ignore: decorator
@inline
function nested(polynomial: v128, r: v128, coefficient: v128): v128 {
  return f64x2.add(f64x2.mul(polynomial, r), coefficient)
}

/**
 * e^x for x <= 709, to 13 digits: 2^n e^r with |r| <= ln 2 / 2, e^r by its Taylor polynomial. What is below the smallest float64 ends just
 * above 0; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const value = f64x2.pmax(x, LOWEST)
  const n = f64x2.nearest(f64x2.mul(value, LOG2_E))
  const r = f64x2.sub(f64x2.sub(value, f64x2.mul(n, LN2_HIGHS)), f64x2.mul(n, LN2_LOWS))
  let polynomial = nested(TAYLOR_10, r, TAYLOR_9)
  polynomial = nested(polynomial, r, TAYLOR_8)
  polynomial = nested(polynomial, r, TAYLOR_7)
  polynomial = nested(polynomial, r, TAYLOR_6)
  polynomial = nested(polynomial, r, TAYLOR_5)
  polynomial = nested(polynomial, r, TAYLOR_4)
  polynomial = nested(polynomial, r, TAYLOR_3)
  polynomial = nested(polynomial, r, TAYLOR_2)
  polynomial = nested(polynomial, r, TAYLOR_1)
  polynomial = nested(polynomial, r, TAYLOR_1)
  return f64x2.mul(polynomial, i64x2.shl(f64x2.add(n, EXPONENT), 52))
}

/** ln x for x > 0 that is no subnormal float64, to 13 digits: n ln 2 + 2 artanh((m - 1) / (m + 1)) with m between the roots of 1/2 and 2. Infinity and NaN stay. */
// @ts-ignore: decorator
@inline
export function logarithms(x: v128): v128 {
  const scaled = v128.or(v128.and(x, MANTISSA), ONE)
  const isLarge = f64x2.gt(scaled, ROOT_2)
  const m = v128.bitselect(f64x2.mul(scaled, TAYLOR_2), scaled, isLarge)
  const n = f64x2.add(f64x2.sub(v128.or(i64x2.shr_u(x, 52), WHOLE), WHOLE_OF_ONE), v128.and(isLarge, ONE))
  const s = f64x2.div(f64x2.sub(m, ONE), f64x2.add(m, ONE))
  const z = f64x2.mul(s, s)
  let series = nested(ARTANH_17, z, ARTANH_15)
  series = nested(series, z, ARTANH_13)
  series = nested(series, z, ARTANH_11)
  series = nested(series, z, ARTANH_9)
  series = nested(series, z, ARTANH_7)
  series = nested(series, z, ARTANH_5)
  series = nested(series, z, ARTANH_3)
  series = nested(series, z, ONE)
  const rest = f64x2.add(f64x2.mul(n, LN2_LOWS), f64x2.mul(f64x2.mul(f64x2.splat(2), s), series))
  return v128.bitselect(f64x2.add(f64x2.mul(n, LN2_HIGHS), rest), x, f64x2.lt(x, INFINITE))
}

/** The same of one number. */
export function logarithm(x: f64): f64 {
  return f64x2.extract_lane(logarithms(f64x2.splat(x)), 0)
}
