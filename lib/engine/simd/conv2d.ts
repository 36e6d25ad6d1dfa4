/**
 * Convolution by our kernels; see the portable `conv2d.ts` for what it computes, and `convolutionChoice.ts` for which kernel runs.
 */
import type { Conv2dOptions, DeviceArray, Operation, WeightGradients } from '../backend.js'
import { type ConvolutionGeometry, geometryOf } from '../convolutionGeometry.js'
import { biasGradient } from './biasGradient.js'
import { type ConvolutionSwitches, convolutionChoice } from './convolutionChoice.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

const noArray = 0

/** `Backend.conv2d` by our kernels. */
export const conv2d = (kernels: InPlaceKernels, switches: ConvolutionSwitches): Operation<Conv2dOptions, WeightGradients> => {
  const choice = convolutionChoice(switches)

  const forward = (input: DeviceArray, { filter, bias }: Conv2dOptions, geometry: ConvolutionGeometry): DeviceArray => {
    const { scratchBytes, run } = choice.forward(geometry)
    const borrowed = bias === undefined ? [input, filter] : [input, filter, bias]
    const [output] = kernels.inPlace(borrowed, [geometry.output], scratchBytes, (simd, [x, w, b = noArray], [y], scratch) =>
      run(simd, x as number, w as number, b, y, scratch),
    )
    return output
  }

  const inputGradient = (outputGradient: DeviceArray, filter: DeviceArray, geometry: ConvolutionGeometry): DeviceArray => {
    const { scratchBytes, run } = choice.inputGradient(geometry)
    const [gradient] = kernels.inPlace([outputGradient, filter], [geometry.input], scratchBytes, (simd, [dy, w], [dx], scratch) =>
      run(simd, dy, w, noArray, dx, scratch),
    )
    return gradient
  }

  const filterGradient = (
    input: DeviceArray,
    outputGradient: DeviceArray,
    shape: readonly number[],
    geometry: ConvolutionGeometry,
  ): DeviceArray => {
    const { scratchBytes, run } = choice.filterGradient(geometry)
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
      const filter = kernels.share(options.filter)
      return [
        output,
        (outputGradient) => {
          const weight = filterGradient(input, outputGradient, filter.shape, geometry)
          kernels.release(input)
          const bias = options.bias === undefined ? undefined : biasGradient(kernels, outputGradient)
          const toInput = options.needsInputGradient ? inputGradient(outputGradient, filter, geometry) : undefined
          kernels.release(filter)
          kernels.release(outputGradient)
          return { input: toInput, weight, bias }
        },
      ]
    },
  }
}
