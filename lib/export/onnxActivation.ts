/** Activations as nodes; `engine/activation.ts` defines them. */
import type { Activation } from '../engine/activation.js'
import type { DeviceArray } from '../engine/backend.js'
import type { Recorder } from './recorder.js'

/** The activation of each number, in whatever order they stand. */
export const onnxActivation =
  (recorder: Recorder) =>
  (input: DeviceArray, activation: Activation): DeviceArray => {
    const layout = recorder.layoutOf(input)
    return recorder.made(activated(recorder, recorder.as(input, layout), activation), input.shape, layout, recorder.mapOf(input))
  }

const activated = ({ node, scalar }: Recorder, x: string, activation: Activation): string => {
  switch (activation._tag) {
    case 'relu':
      return node('Relu', [x])
    case 'leakyRelu':
      return node('LeakyRelu', [x], { alpha: { float: activation.slope } })
    case 'relu6':
      return node('Clip', [x, scalar(0), scalar(6)])
    case 'sigmoid':
      return node('Sigmoid', [x])
    case 'tanh':
      return node('Tanh', [x])
    case 'silu':
      return node('Mul', [x, node('Sigmoid', [x])])
    case 'hardSwish':
      return node('HardSwish', [x])
    case 'elu':
      return node('Elu', [x], { alpha: { float: activation.alpha } })
    case 'softplus':
      return node('Softplus', [x])
    case 'gelu': {
      const erf = node('Erf', [node('Mul', [x, scalar(Math.SQRT1_2)])])
      return node('Mul', [node('Mul', [x, scalar(0.5)]), node('Add', [erf, scalar(1)])])
    }
    case 'geluTanh': {
      const cube = node('Mul', [node('Mul', [x, x]), node('Mul', [x, scalar(0.044715)])])
      const tanh = node('Tanh', [node('Mul', [node('Add', [x, cube]), scalar(Math.sqrt(2 / Math.PI))])])
      return node('Mul', [node('Mul', [x, scalar(0.5)]), node('Add', [tanh, scalar(1)])])
    }
  }
}
