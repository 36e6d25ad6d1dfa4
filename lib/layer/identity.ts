/** Does nothing: the unit of composition. */
import { either as E } from 'fp-ts'
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
export const identity: Identity = { _tag: 'identity' }

/** Its row in the table of `layer.ts`. */
export const identityDefinition: Definition<Identity> = {
  ...carrier,
  channelwise: true,
  keepsZero: () => true,
  outputShape: (_spec, input) => E.right(input),
  archName: () => 'identity',
  show: () => 'identity',
  evaluate: (_backend, _spec, _arrays, input) => input,
  differentiate: (_backend, _spec, _arrays, input) => ({
    output: input,
    pullback: (outputGradient) => ({ input: outputGradient, arrays: {} }),
    statistics: {},
  }),
}
