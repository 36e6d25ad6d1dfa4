/**
 * Activations and their derivatives as programs, one a kind and direction; see `engine/activation.ts` for what they mean, and `wasm/assembly/activationValue.ts`
 * for the formulas, which are the same in float32 alone. A GPU's own exponential may be off by many units, so it is computed; numbers too small for the GPU
 * to have all their digits are 0.
 */
import type { Activation } from '../activation.js'
import { program, type Program } from './program.js'

const kinds = `
// e^x = (1 + growth(r)) 2^n, r = x - n ln 2
vec4 turns(vec4 x) { return floor(x * 1.44269504 + 0.5); }
vec4 rest(vec4 x, vec4 n) { return (x - n * 0.693359375) + n * 2.12194440e-4; }
vec4 growth(vec4 r) {
  return r + r * r * ((((0.00139475949846 * r + 0.00836724674888) * r + 0.041666266586) * r + 0.166665380158) * r + 0.5);
}
vec4 powerOfTwo(vec4 n) { return intBitsToFloat((ivec4(n) + 127) << 23); }
// e^-a for a >= 0
vec4 decayed(vec4 a) {
  vec4 x = -min(a, vec4(87.0));
  vec4 n = turns(x);
  return mix((growth(rest(x, n)) + 1.0) * powerOfTwo(n), vec4(0.0), greaterThan(a, vec4(87.0)));
}
// e^x - 1 for x <= 0
vec4 lessOne(vec4 x) {
  vec4 bounded = max(x, vec4(-30.0));
  vec4 n = turns(bounded);
  vec4 power = powerOfTwo(n);
  return power * growth(rest(bounded, n)) + (power - 1.0);
}
// P(X < -a) e^(a²/2) of a normal X
vec4 normalTail(vec4 a) {
  vec4 w = 1.0 / (a + 3.5);
  vec4 q = (a - 3.5) * w;
  vec4 p = (((0.0001102857974 * q + 0.000421168279387) * q - 0.000494976820602) * q - 0.0031748135174) * q + 0.0064932451473;
  return w * (((((p * q + 0.0174062688538) * q - 0.116053068462) * q + 0.315425056972) * q - 0.565561743906) * q + 0.744416074035);
}
vec4 tanhForm(vec4 a) { return 1.5957691216 * a * (1.0 + 0.044715 * a * a); }
vec4 mirrored(vec4 x, vec4 tail) { return max(x, vec4(0.0)) + tail; }
vec4 mirroredSlope(vec4 x, vec4 below) { return mix(1.0 - below, below, lessThan(x, vec4(0.0))); }`

interface Bodies {
  /** of `v`, in GLSL */
  readonly value: string
  /** what `dy` is multiplied by, of the `v` that was saved */
  readonly slope: string
}

const bodies: Readonly<Record<Activation['_tag'], Bodies>> = {
  relu: { value: 'return rectified(v);', slope: 'return mix(vec4(1.0), vec4(0.0), equal(v, vec4(0.0)));' },
  leakyRelu: {
    value: 'return mix(v * parameter, v, greaterThan(v, vec4(0.0)));',
    slope: 'return mix(vec4(parameter), vec4(1.0), greaterThan(v, vec4(0.0)));',
  },
  relu6: {
    value: 'return mix(rectified(v), vec4(6.0), greaterThan(v, vec4(6.0)));',
    slope: 'return mix(mix(vec4(1.0), vec4(0.0), lessThanEqual(v, vec4(0.0))), vec4(0.0), greaterThanEqual(v, vec4(6.0)));',
  },
  hardSwish: {
    value: 'vec4 bounded = max(v, vec4(-3.0)); return bounded * (min(bounded + 3.0, vec4(6.0)) / 6.0);',
    slope: 'return mix(mix(v / 3.0 + 0.5, vec4(1.0), greaterThan(v, vec4(3.0))), vec4(0.0), lessThan(v, vec4(-3.0)));',
  },
  sigmoid: {
    value: 'vec4 e = decayed(abs(v)); vec4 lower = e / (1.0 + e); return mix(1.0 - lower, lower, lessThan(v, vec4(0.0)));',
    slope: 'return v * (1.0 - v);',
  },
  tanh: {
    value: 'vec4 m = lessOne(-2.0 * abs(v)); vec4 size = -m / (2.0 + m); return mix(size, -size, lessThan(v, vec4(0.0)));',
    slope: 'return (1.0 + v) * (1.0 - v);',
  },
  silu: {
    value: 'vec4 a = min(abs(v), vec4(100.0)); vec4 e = decayed(a); return mirrored(v, -a * (e / (1.0 + e)));',
    slope:
      'vec4 a = min(abs(v), vec4(100.0)); vec4 e = decayed(a); vec4 s = 1.0 / (1.0 + e); return mirroredSlope(v, e * s * (1.0 - a * s));',
  },
  gelu: {
    value: 'vec4 a = min(abs(v), vec4(15.0)); return mirrored(v, -a * (decayed(0.5 * a * a) * normalTail(a)));',
    slope: 'vec4 a = min(abs(v), vec4(15.0)); return mirroredSlope(v, decayed(0.5 * a * a) * (normalTail(a) - 0.3989422804 * a));',
  },
  geluTanh: {
    value: 'vec4 a = min(abs(v), vec4(12.0)); vec4 e = decayed(tanhForm(a)); return mirrored(v, -a * (e / (1.0 + e)));',
    slope: `vec4 a = min(abs(v), vec4(12.0)); vec4 e = decayed(tanhForm(a)); vec4 s = 1.0 / (1.0 + e);
  return mirroredSlope(v, e * s * (1.0 - a * s * (1.5957691216 + 0.2140644677 * a * a)));`,
  },
  elu: {
    value: 'return mix(parameter * lessOne(v), v, greaterThan(v, vec4(0.0)));',
    slope: 'return mix(v + parameter, vec4(1.0), greaterThan(v, vec4(0.0)));',
  },
  softplus: {
    value: `vec4 e = decayed(abs(v)); vec4 s = e / (1.0 + 0.5 * e); vec4 z = 0.25 * s * s;
  return mirrored(v, s + s * z * (((0.140122278539 * z + 0.139995709001) * z + 0.200108495046) * z + 0.333332065668));`,
    slope: 'return -lessOne(-v);',
  },
}

/** Derivatives that are 0 or 1 or a slope choose; the others of a NaN are NaN. */
const chooses = (tag: string): boolean => tag === 'relu' || tag === 'leakyRelu' || tag === 'relu6'

const forward = (tag: string, { value }: Bodies): Program<'x', 'parameter', 'written'> =>
  program(
    tag,
    ['x'],
    { parameter: 'float' },
    `${kinds}
vec4 activated(vec4 v) { ${value} }
vec4 value(int row, int quad) { vec4 v = x(row * outputQuads + quad); return mix(activated(v), v, isNan(v)); }`,
  )

/** Where the derivative is 0 by definition, so is the product, whatever `dy` is. */
const backward = (tag: string, { slope }: Bodies): Program<'saved' | 'dy', 'parameter', 'written'> =>
  program(
    `gradient of ${tag}`,
    ['saved', 'dy'],
    { parameter: 'float' },
    `${kinds}
vec4 slope(vec4 v) { ${slope} }
vec4 value(int row, int quad) {
  int at = row * outputQuads + quad;
  vec4 v = saved(at);
  vec4 factor = slope(v);
  ${chooses(tag) ? '' : 'factor = mix(factor, v, isNan(v));'}
  return ${chooses(tag) || tag === 'hardSwish' ? 'mix(factor * dy(at), vec4(0.0), equal(factor, vec4(0.0)))' : 'factor * dy(at)'};
}`,
  )

interface Programs {
  readonly forward: Program<'x', 'parameter', 'written'>
  readonly backward: Program<'saved' | 'dy', 'parameter', 'written'>
}

/** The programs of each; compiled when they are first drawn, as all are. `Object.entries` forgets that `bodies` has one for each. */
export const activationPrograms = Object.fromEntries(
  Object.entries(bodies).map(([tag, each]) => [tag, { forward: forward(tag, each), backward: backward(tag, each) }]),
) as unknown as Readonly<Record<Activation['_tag'], Programs>>
