/** Softmax and its logarithm by our kernels; see `engine/softmax.ts` for what they mean. */
import { channelsOf, elementCount } from '../../../shape/shape.js'
import type { Backend, DeviceArray, SoftmaxOptions } from '../../backend.js'
import { softmaxBy } from '../../softmax.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** Positions, channels, and whether it is the logarithm. */
const sizesOf = ({ shape }: DeviceArray, { logarithm }: SoftmaxOptions): readonly number[] => [
  elementCount(shape) / channelsOf(shape),
  channelsOf(shape),
  Number(logarithm),
]

/** `Backend.softmax` by our kernels. */
export const softmax = (kernels: InPlaceKernels): Backend['softmax'] =>
  softmaxBy(kernels, {
    forward: (input, options) => {
      const [output] = kernels.inPlace([input], [input.shape], 0, (simd, [x], [y]) => simd.softmax(x, y, ...sizesOf(input, options)))
      return output
    },
    backward: (output, outputGradient, options) => {
      const [gradient] = kernels.inPlace([output, outputGradient], [output.shape], 0, (simd, [y, dy], [dx]) =>
        simd.softmaxGradient(y, dy, dx, ...sizesOf(output, options)),
      )
      return gradient
    },
  })
