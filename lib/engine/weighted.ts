/** What convolution and linear layers have in common, whatever computes them: which array is saved for the way back, and who frees it when. */
import { invariant } from '../shape/invariant.js'
import { channelsOf, sameShape, showShape } from '../shape/shape.js'
import type { DeviceArray, Ending, WeightedOperation } from './backend.js'
import type { Memory } from './memory.js'

/** Options of an operation with a weight and perhaps a bias. */
interface Weighted {
  readonly bias: DeviceArray | undefined
  readonly needsInputGradient: boolean
}

/** The computations themselves. All borrow what they are given and make one array. */
export interface WeightedPasses<Options extends Weighted, Geometry> {
  /** The sizes; shapes that do not agree are a mistake of ours. */
  readonly geometryOf: (input: DeviceArray, options: Options) => Geometry
  readonly weightOf: (options: Options) => DeviceArray
  /** how many outputs a weight makes, each with a bias: by default its last axis */
  readonly outputsOf?: (weight: DeviceArray) => number
  readonly forward: (
    input: DeviceArray,
    weight: DeviceArray,
    bias: DeviceArray | undefined,
    geometry: Geometry,
    ending: Ending,
  ) => DeviceArray
  readonly inputGradient: (outputGradient: DeviceArray, weight: DeviceArray, geometry: Geometry) => DeviceArray
  readonly weightGradient: (input: DeviceArray, outputGradient: DeviceArray, geometry: Geometry) => DeviceArray
  readonly biasGradient: (outputGradient: DeviceArray) => DeviceArray
}

const lastAxis = (weight: DeviceArray): number => channelsOf(weight.shape)

/** The operation that these passes make up, by the ownership rule of `backend.ts`. */
export const weightedBy = <Options extends Weighted, Geometry>(
  { share, release }: Memory,
  passes: WeightedPasses<Options, Geometry>,
): WeightedOperation<Options> => {
  const { outputsOf = lastAxis } = passes
  const checkBias = (bias: DeviceArray | undefined, weight: DeviceArray): void => {
    if (bias !== undefined && !sameShape(bias.shape, [outputsOf(weight)]))
      invariant(`a weight ${showShape(weight.shape)} was given a bias ${showShape(bias.shape)}`)
  }
  return {
    apply: (input, options, ending = {}) => {
      const weight = passes.weightOf(options)
      checkBias(options.bias, weight)
      const output = passes.forward(input, weight, options.bias, passes.geometryOf(input, options), ending)
      release(input)
      if (ending.addend !== undefined) release(ending.addend)
      return output
    },
    differentiate: (input, options) => {
      checkBias(options.bias, passes.weightOf(options))
      const geometry = passes.geometryOf(input, options)
      const output = passes.forward(input, passes.weightOf(options), options.bias, geometry, {})
      const weight = share(passes.weightOf(options))
      return [
        output,
        (outputGradient) => {
          const toWeight = passes.weightGradient(input, outputGradient, geometry)
          release(input)
          const toBias = options.bias === undefined ? undefined : passes.biasGradient(outputGradient)
          const toInput = options.needsInputGradient ? passes.inputGradient(outputGradient, weight, geometry) : undefined
          release(weight)
          release(outputGradient)
          return { input: toInput, weight: toWeight, bias: toBias }
        },
      ]
    },
  }
}
