/**
 * The natural logarithm in GLSL: that of the power of two, and a polynomial for what is left (Cephes' logf), since GLSL's own may be off by 5e-7 near 1, where
 * it is 0. Of numbers too small for the GPU to have all their digits it is that of 0.
 */
export const logarithm = `
float logarithm(float v) {
  if (isNan(v) || v < 0.0) return notANumber;
  int bits = floatBitsToInt(v);
  if (bits >= 0x7f800000) return v;
  if (bits < 0x00800000) return uintBitsToFloat(0xff800000u);
  int power = (bits >> 23) - 126;
  float m = intBitsToFloat((bits & 0x7fffff) | 0x3f000000);
  if (m < 0.707106781) { power -= 1; m += m; }
  float x = m - 1.0, z = x * x, n = float(power);
  float y = (((((((7.0376836292e-2 * x - 1.1514610310e-1) * x + 1.1676998740e-1) * x - 1.2420140846e-1) * x + 1.4249322787e-1) * x - 1.6668057665e-1) * x
    + 2.0000714765e-1) * x - 2.4999993993e-1) * x + 3.3333331174e-1;
  return (x + ((x * z * y - n * 2.12194440e-4) - 0.5 * z)) + n * 0.693359375;
}`
