/** Rectifier: max(x, 0), with derivative 0 at 0. */
import { either as E } from 'fp-ts'
import { elementCount, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition } from './definition.js'

/** The type of `relu`: a plain description, with nothing to configure. */
export interface Relu {
  readonly _tag: 'relu'
}

/**
 * The rectifier, max(0, x) for each number of a map or vector; its derivative at 0 is 0. It is a constant, as it has nothing to configure.
 *
 * @example
 * relu._tag // => 'relu'
 */
export const relu: Relu = carrying(() => reluDefinition, { _tag: 'relu' })

declare module './rule.js' {
  interface Layers {
    relu: Relu
  }
  interface ShapeRules<Spec, Input extends Shape> {
    relu: Input
  }
}

/** What the library knows of it. */
export const reluDefinition: Definition<Relu> = {
  ...carrier,
  channelwise: true,
  keepsZero: () => true,
  outputShape: (_spec, input) => E.right(input),
  archName: () => 'relu',
  show: () => 'relu',
  otherOperations: (_spec, input) => elementCount(input),
  asEnding: (spec) => ({ activation: spec }),
  evaluate: (backend, spec, _arrays, input) => backend.activation.apply(input, spec),
  differentiate: (backend, spec, _arrays, input) => withoutArrays(backend.activation.differentiate(input, spec)),
}
