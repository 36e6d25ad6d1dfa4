/** Rectifier: max(x, 0), with derivative 0 at 0. */
import type { PlainActivation } from '../engine/activation.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { activating } from './activating.js'
import { carrying } from './carried.js'
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
    relu: PlainActivation
  }
  interface ShapeRules<Spec, Input extends Shape> {
    relu: Input
  }
}

/** What the library knows of it. */
export const reluDefinition: Definition<Relu> = { ...activating('relu'), otherOperations: (_spec, input) => elementCount(input) }
