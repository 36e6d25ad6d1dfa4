/** max(x, 0) by the stock kernel, its gradient by a loop over the heap; see `engine/relu.ts`. */
import type { InputGradient, Operation } from '../../backend.js'
import { reluBy } from '../../relu.js'
import type { Kernels } from '../kernels.js'

/**
 * dy where the output is not 0, else 0; from bits, because a branch on the sign of activations is mispredicted half the time (8 times
 * slower). An output is +0, positive or NaN: (bits | -bits) has its top bit set exactly where bits is not 0.
 */
const maskGradient = (output: Float32Array, outputGradient: Float32Array, gradient: Float32Array): void => {
  const bits = (values: Float32Array): Int32Array => new Int32Array(values.buffer, values.byteOffset, values.length)
  const outputBits = bits(output)
  const from = bits(outputGradient)
  const into = bits(gradient)
  for (let i = 0; i < into.length; i += 1) {
    const value = outputBits[i] as number
    into[i] = (from[i] as number) & ((value | -value) >> 31)
  }
}

export const relu = (kernels: Kernels): Operation<undefined, InputGradient> =>
  reluBy(kernels, {
    forward: (x) => kernels.run('Relu', { x }, {}, x.shape),
    backward: (output, outputGradient) => {
      const [gradient] = kernels.loop([output, outputGradient], [output.shape], ([y, dy], [dx]) => maskGradient(y, dy, dx))
      return gradient
    },
  })
