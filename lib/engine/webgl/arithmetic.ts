/** Elementwise operations by draws; see `engine/arithmetic.ts` for what they mean. */
import { addBy, combineBy, divideBy, multiplyBy, type Pass } from '../arithmetic.js'
import type { Backend, DeviceArray, InputGradient, Operation } from '../backend.js'
import type { Drawing } from './drawing.js'
import { exponential } from './exponentials.js'
import { logarithm } from './logarithm.js'
import { program, type Program, texelwise } from './program.js'

/** 1, 0 or -1 of each number of a texel. A NaN is neither above nor below 0 and not equal to it, so it passes. */
export const signOf = (x: string): string =>
  `mix(mix(mix(${x}, vec4(1.0), greaterThan(${x}, vec4(0.0))), vec4(-1.0), lessThan(${x}, vec4(0.0))), vec4(0.0), equal(${x}, vec4(0.0)))`

const product = texelwise('product', ['x', 'y'], {}, 'x(texel) * y(texel)')
const quotient = texelwise('quotient', ['x', 'y'], {}, 'x(texel) / y(texel)')
const sum = texelwise('sum', ['x', 'y'], {}, 'x(texel) + y(texel)')
const combination = texelwise('combination', ['x', 'y'], { a: 'float', b: 'float' }, 'a * x(texel) + b * y(texel)')
const signs = texelwise('sign', ['x'], {}, signOf('x(texel)'))
/** Of each number by itself, by a function of GLSL. */
const lanewise = (name: string, source: string): Program<'x', never, 'written'> =>
  program(
    name,
    ['x'],
    {},
    `${source}
vec4 value(int row, int quad) { vec4 v = x(row * outputQuads + quad); return vec4(${name}(v.x), ${name}(v.y), ${name}(v.z), ${name}(v.w)); }`,
  )
const powers = lanewise('exponential', exponential)
const logarithms = lanewise('logarithm', logarithm)

/** The product of two arrays of one shape. */
export const elementwise =
  ({ draw }: Drawing): Pass =>
  (x, y) =>
    draw(product, { x, y }, x.shape, {})

export const multiply = (drawing: Drawing): Operation<DeviceArray, InputGradient> => multiplyBy(drawing, elementwise(drawing))

export const divide = ({ draw }: Drawing): Backend['divide'] => divideBy((x, y) => draw(quotient, { x, y }, x.shape, {}))

export const add = (drawing: Drawing): Backend['add'] => addBy(drawing, (x, y) => drawing.draw(sum, { x, y }, x.shape, {}))

export const combine = (drawing: Drawing): Backend['combine'] =>
  combineBy((a, x, b, y) => drawing.draw(combination, { x, y }, x.shape, { a, b }))

/** A program's draw of a borrowed array. */
const ofOne =
  ({ draw }: Drawing, drawn: Program<'x', never, 'written'>): Backend['sign'] =>
  (x) =>
    draw(drawn, { x }, x.shape, {})

export const sign = (drawing: Drawing): Backend['sign'] => ofOne(drawing, signs)
export const exp = (drawing: Drawing): Backend['exp'] => ofOne(drawing, powers)
export const log = (drawing: Drawing): Backend['log'] => ofOne(drawing, logarithms)
