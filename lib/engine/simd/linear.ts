/**
 * Linear layers by our kernels; see the portable `linear.ts` for what they compute. Features are maps of one cell, and a weight is a filter of
 * one tap, so these are the direct products of convolution, with whatever transposes they need packed on the way.
 */
import { invariant } from '../../shape/invariant.js'
import { showShape } from '../../shape/shape.js'
import type { DeviceArray, LinearOptions, Operation, WeightGradients } from '../backend.js'
import type { ConvolutionGeometry } from '../convolutionGeometry.js'
import { biasGradient } from './biasGradient.js'
import { directConvolution, directInputGradient, type Pass } from './directConvolution.js'
import { directFilterGradient } from './directFilterGradient.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

const noArray = 0

const geometryOf = (input: DeviceArray, { weight }: LinearOptions): ConvolutionGeometry => {
  const [batch = 0, features = 0] = input.shape
  const [inFeatures = 0, outFeatures = 0] = weight.shape
  if (input.shape.length !== 2 || weight.shape.length !== 2 || features !== inFeatures) {
    invariant(`a linear layer's weight ${showShape(weight.shape)} was given features ${showShape(input.shape)}`)
  }
  return { kernel: 1, stride: 1, padding: 0, input: [batch, 1, 1, inFeatures], output: [batch, 1, 1, outFeatures] }
}

/** A batch of one: packing the weight would take longer than the product. */
const vectorProduct = (inFeatures: number, outFeatures: number): Pass => ({
  scratchBytes: 0,
  run: (simd, input, weight, bias, output) => simd.multiplyVector(input, inFeatures, weight, outFeatures, bias, output),
})

export const linear = (kernels: InPlaceKernels): Operation<LinearOptions, WeightGradients> => {
  const forward = (input: DeviceArray, { weight, bias }: LinearOptions, geometry: ConvolutionGeometry): DeviceArray => {
    const [batch, , , inFeatures] = geometry.input
    const outFeatures = geometry.output[3]
    const { scratchBytes, run } = batch === 1 ? vectorProduct(inFeatures, outFeatures) : directConvolution(geometry)
    const borrowed = bias === undefined ? [input, weight] : [input, weight, bias]
    const shape = [batch, outFeatures]
    const [output] = kernels.inPlace(borrowed, [shape], scratchBytes, (simd, [x, w, b = noArray], [y], scratch) =>
      run(simd, x as number, w as number, b, y, scratch),
    )
    return output
  }

  const inputGradient = (outputGradient: DeviceArray, weight: DeviceArray, geometry: ConvolutionGeometry): DeviceArray => {
    const { scratchBytes, run } = directInputGradient(geometry)
    const shape = [geometry.input[0], geometry.input[3]]
    const [gradient] = kernels.inPlace([outputGradient, weight], [shape], scratchBytes, (simd, [dy, w], [dx], scratch) =>
      run(simd, dy, w, noArray, dx, scratch),
    )
    return gradient
  }

  const weightGradient = (input: DeviceArray, outputGradient: DeviceArray, geometry: ConvolutionGeometry): DeviceArray => {
    const { scratchBytes, run } = directFilterGradient(geometry)
    const shape = [geometry.input[3], geometry.output[3]]
    const [gradient] = kernels.inPlace([input, outputGradient], [shape], scratchBytes, (simd, [x, dy], [dw], scratch) =>
      run(simd, x, dy, dw, scratch),
    )
    return gradient
  }

  return {
    apply: (input, options) => {
      const output = forward(input, options, geometryOf(input, options))
      kernels.release(input)
      return output
    },
    differentiate: (input, options) => {
      const geometry = geometryOf(input, options)
      const output = forward(input, options, geometry)
      const weight = kernels.share(options.weight)
      return [
        output,
        (outputGradient) => {
          const toWeight = weightGradient(input, outputGradient, geometry)
          kernels.release(input)
          const bias = options.bias === undefined ? undefined : biasGradient(kernels, outputGradient)
          const toInput = options.needsInputGradient ? inputGradient(outputGradient, weight, geometry) : undefined
          kernels.release(weight)
          kernels.release(outputGradient)
          return { input: toInput, weight: toWeight, bias }
        },
      ]
    },
  }
}
