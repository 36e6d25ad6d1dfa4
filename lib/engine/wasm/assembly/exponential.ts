// e^x and ln x in float64, without the tables of the standard library: a kernel may have no static data.

// Vectors are variables of the module, which are read where a constant would be rebuilt (growth.ts).

let LOG2_E: v128 = f64x2.splat(1.4426950408889634)
/** ln 2 in two parts; the first, times any exponent, is exact. */
const LN2_HIGH: f64 = 0.6931471803691238
const LN2_LOW: f64 = 1.9082149292705877e-10
let LN2_HIGHS: v128 = f64x2.splat(LN2_HIGH)
let LN2_LOWS: v128 = f64x2.splat(LN2_LOW)
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

// @ts-ignore: decorator
@inline
function nested(polynomial: v128, r: v128, coefficient: v128): v128 {
  return f64x2.add(f64x2.mul(polynomial, r), coefficient)
}

/**
 * e^x for x <= 0, to 13 digits: 2^n e^r with |r| <= ln 2 / 2, e^r by its Taylor polynomial. What is below the smallest float64 ends just
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

/** ln x for x >= 1, to 13 digits: n ln 2 + 2 artanh((m - 1) / (m + 1)) with m between the roots of 1/2 and 2. NaN stays NaN. */
export function logarithm(x: f64): f64 {
  if (x != x) return x
  const bits = reinterpret<i64>(x)
  let n = <i32>(bits >> 52) - 1023
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000)
  if (m > 1.4142135623730951) {
    m *= 0.5
    n++
  }
  const s = (m - 1) / (m + 1)
  const z = s * s
  let series: f64 = 1.0 / 17
  for (let k: f64 = 15; k > 0; k -= 2) series = series * z + 1 / k
  return <f64>n * LN2_HIGH + (<f64>n * LN2_LOW + 2 * s * series)
}
