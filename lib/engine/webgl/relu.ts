/** max(x, 0) by draws; see `engine/relu.ts` for what it means. */
import type { InputGradient, Operation } from '../backend.js'
import { reluBy } from '../relu.js'
import type { Drawing } from './drawing.js'
import { texelwise } from './program.js'

const rectifier = texelwise('rectifier', ['x'], {}, 'rectified(x(texel))')
const gradientOfRectifier = texelwise('gradient of the rectifier', ['y', 'dy'], {}, 'mix(dy(texel), vec4(0.0), equal(y(texel), vec4(0.0)))')

export const relu = ({ draw, ...memory }: Drawing): Operation<undefined, InputGradient> =>
  reluBy(memory, {
    forward: (x) => draw(rectifier, { x }, x.shape, {}),
    backward: (y, dy) => draw(gradientOfRectifier, { y, dy }, y.shape, {}),
  })
