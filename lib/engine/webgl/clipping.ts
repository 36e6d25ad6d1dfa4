/** Clipping by draws; see `engine/clippingOperations.ts` for what it means. */
import { elementCount } from '../../shape/shape.js'
import { besideNorm, clippingBy } from '../clipping.js'
import type { ClippingOperations } from '../clippingOperations.js'
import type { DeviceArray } from '../backend.js'
import type { Drawing } from './drawing.js'
import { groupSums } from './groupSums.js'
import { program, texelwise } from './program.js'
import { texelsOf } from './texelLayout.js'

/** Sums side by side, to which each array adds its own by one draw: enough fragments for a large array, and few for the sum of sums. */
const parts = 1024

/** Squares of numbers too large for float32 to square are added up a second time, made smaller by this factor. */
const smaller = 2 ** -64

/** Lanes behind a row's last channel hold 0. */
const addedSquares = program(
  'sums of squares',
  ['x', 'before'],
  { texels: 'int', perPart: 'int', first: 'int', smaller: 'float' },
  `
vec4 value(int row, int quad) {
  vec2 sum = vec2(0.0);
  int end = min(texels, (row + 1) * perPart);
  for (int texel = row * perPart; texel < end; texel += 1) {
    vec4 v = x(texel), w = v * smaller;
    sum += vec2(dot(v, v), dot(w, w));
  }
  return vec4(first == 1 ? sum : before(row).xy + sum, 0.0, 0.0);
}`,
)

const isFiniteOf = (x: string): string => `(floatBitsToUint(${x}) & 0x7fffffffu) < 0x7f800000u`

const root = program(
  'norm',
  ['sums'],
  { smaller: 'float' },
  `
vec4 value(int row, int quad) {
  vec2 sum = sums(0).xy;
  if (isNan(sum.x)) return vec4(notANumber);
  return vec4(${isFiniteOf('sum.x')} ? sqrt(sum.x) : sqrt(sum.y) / smaller);
}`,
)

const scaled = program(
  'clip by norm',
  ['x', 'norm'],
  { most: 'float', beside: 'float' },
  `
vec4 value(int row, int quad) {
  float length = norm(0).x;
  return ${isFiniteOf('length')} ? x(row * outputQuads + quad) * min(1.0, most / (length + beside)) : vec4(notANumber);
}`,
)

const bounded = texelwise(
  'clip by value',
  ['x'],
  { most: 'float' },
  'mix(clamp(x(texel), -most, most), vec4(notANumber), greaterThanEqual(floatBitsToUint(x(texel)) & 0x7fffffffu, uvec4(0x7f800000u)))',
)

export const clipping = (drawing: Drawing): ClippingOperations => {
  const { draw, release } = drawing
  const squaresBeside = (before: DeviceArray | undefined, x: DeviceArray): DeviceArray => {
    const texels = elementCount(x.shape) === 0 ? 0 : texelsOf(x.shape)
    const first = before === undefined ? 1 : 0
    const sums = draw(addedSquares, { x, before: before ?? x }, [parts, 2], { texels, perPart: Math.ceil(texels / parts), first, smaller })
    if (before !== undefined) release(before)
    return sums
  }
  return clippingBy(drawing, {
    globalNorm: ([one, ...others]) => {
      const each = others.reduce(squaresBeside, squaresBeside(undefined, one as DeviceArray))
      const sums = groupSums(drawing, each, parts, [2])
      const norm = draw(root, { sums }, [1], { smaller })
      for (const array of [each, sums]) release(array)
      return norm
    },
    clipByNorm: (x, norm, most) => draw(scaled, { x, norm }, x.shape, { most, beside: besideNorm }),
    clipByValue: (x, most) => draw(bounded, { x }, x.shape, { most }),
  })
}
