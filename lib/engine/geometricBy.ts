/** Operations without parameters whose gradient needs the sizes of what went in, and none of its numbers: pools of means, enlargements. */
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Memory } from './memory.js'

/** What a device computes, borrowing all it is given. */
export interface GeometricPasses<Geometry> {
  readonly forward: (input: DeviceArray, geometry: Geometry) => DeviceArray
  readonly backward: (outputGradient: DeviceArray, geometry: Geometry) => DeviceArray
}

/** The operation by a device's passes; `geometryOf` refuses sizes that make no sense. */
export const geometricBy = <Options, Geometry>(
  { release }: Memory,
  geometryOf: (input: DeviceArray, options: Options) => Geometry,
  { forward, backward }: GeometricPasses<Geometry>,
): Operation<Options, InputGradient> => {
  const by = (pass: (array: DeviceArray, geometry: Geometry) => DeviceArray, array: DeviceArray, geometry: Geometry): DeviceArray => {
    const made = pass(array, geometry)
    release(array)
    return made
  }
  return {
    apply: (input, options) => by(forward, input, geometryOf(input, options)),
    differentiate: (input, options) => {
      const geometry = geometryOf(input, options)
      return [by(forward, input, geometry), (outputGradient) => ({ input: by(backward, outputGradient, geometry) })]
    },
  }
}
