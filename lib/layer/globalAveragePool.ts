/** Mean over the whole map: [height, width, channels] to [channels]. */
import { either as E } from 'fp-ts'
import { channelsOf, elementCount, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import { type Definition, isMap, type IsUnseen } from './definition.js'

/** The type of `globalAveragePool`: a plain description, with nothing to configure. */
export interface GlobalAveragePool {
  readonly _tag: 'globalAveragePool'
}

/**
 * The mean of each channel over its map: [height, width, channels] to [channels].
 *
 * @example
 * globalAveragePool._tag // => 'globalAveragePool'
 */
export const globalAveragePool: GlobalAveragePool = carrying(() => globalAveragePoolDefinition, { _tag: 'globalAveragePool' })

/** [height, width, channels] to [channels]; or what is wrong. */
export type GlobalAveragePoolShape<Input extends Shape> = Input extends readonly [number, number, infer Channels extends number]
  ? [Channels]
  : IsUnseen<Input> extends true
    ? [number]
    : `expects [height,width,channels] but receives ${ShowShape<Input>}`

declare module './rule.js' {
  interface Layers {
    globalAveragePool: GlobalAveragePool
  }
  interface ShapeRules<Spec, Input extends Shape> {
    globalAveragePool: GlobalAveragePoolShape<Input>
  }
}

/** What the library knows of it. */
export const globalAveragePoolDefinition: Definition<GlobalAveragePool> = {
  ...carrier,
  channelwise: true,
  keepsZero: () => true,
  outputShape: (_spec, input) =>
    isMap(input) ? E.right([channelsOf(input)]) : E.left(`expects [height,width,channels] but receives ${showShape(input)}`),
  archName: () => 'globalAveragePool',
  show: () => 'globalAveragePool',
  otherOperations: (_spec, input) => elementCount(input),
  evaluate: (backend, _spec, _arrays, input) => backend.globalAveragePool.apply(input, undefined),
  differentiate: (backend, _spec, _arrays, input) => withoutArrays(backend.globalAveragePool.differentiate(input, undefined)),
}
