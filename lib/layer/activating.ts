/** The definition of an activation: a layer whose description is what the engine's operation is told. */
import { either as E } from 'fp-ts'
import type { Activation } from '../engine/activation.js'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { Shape } from '../shape/shape.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Named } from './definition.js'

/** Everything of one that has nothing to configure and makes 0 of 0. */
export const activating = (tag: Activation['_tag']) => ({
  ...carrier,
  channelwise: true,
  keepsZero: () => true,
  outputShape: (_spec: Activation, input: Shape) => E.right(input),
  archName: () => tag,
  show: () => tag as string,
  asEnding: (spec: Activation) => ({ activation: spec }),
  evaluate: (backend: Backend, spec: Activation, _arrays: Named<DeviceArray>, input: DeviceArray) => backend.activation.apply(input, spec),
  differentiate: (backend: Backend, spec: Activation, _arrays: Named<DeviceArray>, input: DeviceArray) =>
    withoutArrays(backend.activation.differentiate(input, spec)),
})
