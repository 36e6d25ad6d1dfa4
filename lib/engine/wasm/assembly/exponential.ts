// e^x and ln x in float64, without the tables of the standard library: a kernel may have no static data.

const LOG2_E: f64 = 1.4426950408889634
/** ln 2 in two parts; the first, times any exponent, is exact. */
const LN2_HIGH: f64 = 0.6931471803691238
const LN2_LOW: f64 = 1.9082149292705877e-10

// @ts-ignore: decorator
@inline
function nested(polynomial: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(polynomial, r), f64x2.splat(coefficient))
}

/**
 * e^x for x <= 0, to 13 digits: 2^n e^r with |r| <= ln 2 / 2, e^r by its Taylor polynomial. What is below the smallest float64 ends just
 * above 0; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const value = f64x2.max(x, f64x2.splat(-708))
  const n = f64x2.nearest(f64x2.mul(value, f64x2.splat(LOG2_E)))
  const r = f64x2.sub(f64x2.sub(value, f64x2.mul(n, f64x2.splat(LN2_HIGH))), f64x2.mul(n, f64x2.splat(LN2_LOW)))
  let polynomial = f64x2.splat(1.0 / 3628800)
  polynomial = nested(polynomial, r, 1.0 / 362880)
  polynomial = nested(polynomial, r, 1.0 / 40320)
  polynomial = nested(polynomial, r, 1.0 / 5040)
  polynomial = nested(polynomial, r, 1.0 / 720)
  polynomial = nested(polynomial, r, 1.0 / 120)
  polynomial = nested(polynomial, r, 1.0 / 24)
  polynomial = nested(polynomial, r, 1.0 / 6)
  polynomial = nested(polynomial, r, 0.5)
  polynomial = nested(polynomial, r, 1)
  polynomial = nested(polynomial, r, 1)
  const exponent = i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n)), i64x2.splat(1023))
  return f64x2.mul(polynomial, i64x2.shl(exponent, 52))
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
