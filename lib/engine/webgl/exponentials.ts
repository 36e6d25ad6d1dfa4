/** What every softmax begins with: exponentials of a row's logits less their largest. */
import { program } from './program.js'

/**
 * exp(v): a power of two, in two factors that are both numbers, and a polynomial for what is left (Cephes' expf). GLSL's own may be off by 1e-5 of itself far
 * below 0, and says nothing about NaN.
 */
export const exponential = `
float exponential(float v) {
  if (isNan(v)) return v;
  if (v < -87.0) return 0.0;
  if (v > 89.0) return uintBitsToFloat(0x7f800000u);
  float power = floor(v * 1.44269504 + 0.5);
  float rest = (v - power * 0.693359375) + power * 2.12194440e-4;
  float y = ((((1.9875691500e-4 * rest + 1.3981999507e-3) * rest + 8.3334519073e-3) * rest + 4.1665795894e-2) * rest + 1.6666665459e-1) * rest + 5.0000001201e-1;
  int whole = int(power), first = whole / 2;
  return (y * rest * rest + rest + 1.0) * intBitsToFloat((first + 127) << 23) * intBitsToFloat((whole - first + 127) << 23);
}`

/** Of each row, in a texel: its largest logit, the sum of the exponentials less that one, and the first class that has it (-1: some logit is NaN). */
export const exponentials = program(
  'exponentials of a row',
  ['x'],
  { classes: 'int' },
  `${exponential}
vec4 value(int row, int quad) {
  float most = xAt(row, 0);
  int answer = 0;
  for (int c = 1; c < classes; c += 1) { float v = xAt(row, c); if (v > most || isNan(v)) { most = v; answer = c; } }
  float sum = 0.0;
  for (int first = 0; first < classes; first += 64) {
    float part = 0.0;
    int end = min(classes, first + 64);
    for (int c = first; c < end; c += 1) part += exponential(xAt(row, c) - most);
    sum += part;
  }
  return vec4(most, sum, isNan(most) ? -1.0 : float(answer), 0.0);
}`,
)
