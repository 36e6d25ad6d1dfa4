/** Hands its input on and no gradient back: what comes before counts as a constant. */
import { either as E } from 'fp-ts'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier } from './carrier.js'
import type { Definition } from './definition.js'

/** The type of `detach`: a plain description, with nothing to configure. */
export interface Detach {
  readonly _tag: 'detach'
}

/**
 * The layer that returns what it is given, with derivative 0. The code behind Liu et al. 2019 has it in two shortcuts of each ResNet.
 *
 * @example
 * detach._tag // => 'detach'
 */
export const detach: Detach = carrying(() => detachDefinition, { _tag: 'detach' })

declare module './rule.js' {
  interface Layers {
    detach: Detach
  }
  interface ShapeRules<Spec, Input extends Shape> {
    detach: Input
  }
}

/** What the library knows of it. */
export const detachDefinition: Definition<Detach> = {
  ...carrier,
  channelwise: true,
  keepsZero: () => true,
  outputShape: (_spec, input) => E.right(input),
  archName: () => 'detach',
  show: () => 'detach',
  asEnding: () => ({}),
  evaluate: (_backend, _spec, _arrays, input) => input,
  differentiate: (backend, _spec, _arrays, input) => ({
    output: input,
    pullback: (outputGradient) => {
      backend.release(outputGradient)
      return { input: backend.filled(outputGradient.shape, (values) => values.fill(0)), arrays: {} }
    },
    statistics: {},
  }),
}
