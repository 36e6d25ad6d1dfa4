// log 2 in two parts: the first has 21 trailing zero bits, so that its product with an exponent is exact.
const logTwoHigh = 0.6931471803691238
const logTwoLow = 1.9082149292705877e-10

const rootOfTwo = 1.4142135623730951
const rootOfHalf = 0.7071067811865476

// 2^512, 2^256, ... 2^1
const powersOfTwo = [
  1.3407807929942597e154, 1.157920892373162e77, 3.402823669209385e38, 18446744073709552000, 4294967296, 65536, 256, 16, 4, 2,
]

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
 */
export const naturalLogarithm = (x: number): number => {
  let fraction = x
  let exponent = 0
  // Products and quotients with a power of two are exact. (Reading the bits through a DataView costs ten times as much.)
  for (let step = 0; step < powersOfTwo.length; step += 1) {
    const power = powersOfTwo[step] ?? 1
    const shift = 512 >>> step
    if (fraction >= power) {
      fraction /= power
      exponent += shift
    } else if (fraction * power < 1) {
      fraction *= power
      exponent -= shift
    }
  }
  // From [½, 2) to [√½, √2), which centers it on 1.
  if (fraction >= rootOfTwo) {
    fraction /= 2
    exponent += 1
  } else if (fraction < rootOfHalf) {
    fraction *= 2
    exponent -= 1
  }
  const f = fraction - 1

  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  return exponent * logTwoHigh - (half - (s * (half + even + odd) + exponent * logTwoLow) - f)
}
