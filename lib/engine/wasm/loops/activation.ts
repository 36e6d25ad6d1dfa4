/** Activations by loops over the heap (the stock rectifier makes 0 of a NaN whose sign is set); see `engine/activation.ts` for what they mean. */
import type { Activation } from '../../activation.js'
import { activationBy } from '../../activationBy.js'
import type { Backend, DeviceArray } from '../../backend.js'
import type { Kernels } from '../kernels.js'
import { derivativeOf, functionOf } from './activationFunctions.js'

const bits = (values: Float32Array): Int32Array => new Int32Array(values.buffer, values.byteOffset, values.length)

/**
 * dy where the output is not 0, else 0; from bits, because a branch on the sign of activations is mispredicted half the time (8 times
 * slower). An output is +0, positive or NaN: (bits | -bits) has its top bit set exactly where bits is not 0.
 */
const maskGradient = (output: Float32Array, outputGradient: Float32Array, gradient: Float32Array): void => {
  const outputBits = bits(output)
  const from = bits(outputGradient)
  const into = bits(gradient)
  for (let i = 0; i < into.length; i += 1) {
    const value = outputBits[i] as number
    into[i] = (from[i] as number) & ((value | -value) >> 31)
  }
}

/** dy times the derivative; 0 where that is 0 by definition, whatever dy is. */
const multiplyGradient = (activation: Activation, saved: Float32Array, outputGradient: Float32Array, gradient: Float32Array): void => {
  const derivative = derivativeOf(activation)
  const cutsOff = activation._tag === 'relu6' || activation._tag === 'hardSwish'
  for (let i = 0; i < gradient.length; i += 1) {
    const factor = derivative(saved[i] as number)
    gradient[i] = cutsOff && factor === 0 ? 0 : factor * (outputGradient[i] as number)
  }
}

/** The activation of a borrowed array. */
export const activated = (kernels: Kernels, input: DeviceArray, activation: Activation): DeviceArray => {
  const valueOf = functionOf(activation)
  const [output] = kernels.loop([input], [input.shape], ([x], [y]) => {
    for (let i = 0; i < y.length; i += 1) y[i] = valueOf(x[i] as number)
  })
  return output
}

/** `Backend.activation`, by loops. */
export const activation = (kernels: Kernels): Backend['activation'] =>
  activationBy(kernels, {
    forward: (input, which) => activated(kernels, input, which),
    backward: (saved, outputGradient, which) => {
      const [gradient] = kernels.loop([saved, outputGradient], [saved.shape], ([kept, dy], [dx]) =>
        which._tag === 'relu' ? maskGradient(kept, dy, dx) : multiplyGradient(which, kept, dy, dx),
      )
      return gradient
    },
  })
