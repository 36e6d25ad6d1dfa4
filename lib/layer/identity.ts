/** Does nothing: the unit of composition. */
import { either as E } from 'fp-ts'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier } from './carrier.js'
import type { Definition } from './definition.js'

/** The type of `identity`: a plain description, with nothing to configure. */
export interface Identity {
  readonly _tag: 'identity'
}

/**
 * The layer that returns what it is given, where one must stand that does nothing. (An empty branch needs none.)
 *
 * @example
 * identity._tag // => 'identity'
 */
export const identity: Identity = carrying(() => identityDefinition, { _tag: 'identity' })

declare module './rule.js' {
  interface Layers {
    identity: Identity
  }
  interface ShapeRules<Spec, Input extends Shape> {
    identity: Input
  }
}

/** What the library knows of it. */
export const identityDefinition: Definition<Identity> = {
  ...carrier,
  channelwise: true,
  keepsZero: () => true,
  outputShape: (_spec, input) => E.right(input),
  archName: () => 'identity',
  show: () => 'identity',
  asEnding: () => ({}),
  evaluate: (_backend, _spec, _arrays, input) => input,
  differentiate: (_backend, _spec, _arrays, input) => ({
    output: input,
    pullback: (outputGradient) => ({ input: outputGradient, arrays: {} }),
    statistics: {},
  }),
}
