// log 2 in two parts: the first has 21 trailing zero bits, so that its product with an exponent is exact.
const logTwoHigh = 0.6931471803691238
const logTwoLow = 1.9082149292705877e-10

/**
 * Natural logarithm of a positive normal float64, with the same bits in every engine (the language lets `Math.log` differ).
 *
 *     x = 2^e · (1 + f), √½ < 1 + f < √2      log x = e·log 2 + f - (f²/2 - s·(f²/2 + R(s²)))      s = f / (2 + f)
 *
 * Error about one unit in the last place, at most two. Zero, subnormal, negative and non-finite arguments are outside its domain.
 *
 * @see the algorithm and coefficients of FreeBSD's msun `e_log.c` (Sun Microsystems 1993, freely granted)
 * @example
 * naturalLogarithm(1) // => 0
 * @since 0.1.0
 */
export const naturalLogarithm = (x: number): number => {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, x)
  const high = bits.getUint32(0)
  const mantissa = high & 0xfffff
  // Above √2 (mantissa 0x6a09e) the fraction is halved and the exponent raised, which centers it on 1.
  const raise = (mantissa + 0x95f64) & 0x100000
  bits.setUint32(0, mantissa | (raise ^ 0x3ff00000))
  const exponent = (high >>> 20) - 1023 + (raise >>> 20)
  const f = bits.getFloat64(0) - 1

  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  return exponent * logTwoHigh - (half - (s * (half + even + odd) + exponent * logTwoLow) - f)
}
