/** max(x, 0), whose derivative at 0 is taken as 0 (as PyTorch does); a NaN stays a NaN. */
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import type { Kernels } from './kernels.js'

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

/** `Backend.relu`, on any device. */
export const relu = (kernels: Kernels): Operation<undefined, InputGradient> => {
  const apply = (input: DeviceArray): DeviceArray => {
    const output = kernels.run('Relu', { x: input }, {}, input.shape)
    kernels.release(input)
    return output
  }
  return {
    apply,
    differentiate: (input) => {
      const output = apply(input)
      const saved = kernels.share(output)
      return [
        output,
        (outputGradient) => {
          const [gradient] = kernels.loop([saved, outputGradient], [saved.shape], ([y, dy], [dx]) => maskGradient(y, dy, dx))
          kernels.release(saved)
          kernels.release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
