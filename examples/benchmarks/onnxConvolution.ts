/** A 3x3 convolution as a model for onnxruntime, padded to keep its size, with a batch for it. */
import { onnxBytes } from './onnxBytes.js'
import type { Operation } from './operation.js'
import { sizeOf, values } from './values.js'

/** Its maps are [batch, channels, height, width]; what the numbers are does not matter. */
export const onnxConvolution = (
  [batch, height, width, from]: readonly [batch: number, height: number, width: number, channels: number],
  to: number,
  groups: number,
): ReturnType<NonNullable<Operation['onnx']>> => {
  const input = [batch, from, height, width]
  const attributes = { kernel_shape: { integers: [3, 3] }, pads: { integers: [1, 1, 1, 1] }, group: { integer: groups } }
  const filter = [to, from / groups, 3, 3]
  const model = onnxBytes(
    [{ operation: 'Conv', inputs: ['input', 'weight'], output: 'output', attributes }],
    [{ name: 'weight', shape: filter, values: values(sizeOf(filter), 2) }],
    input,
    [batch, to, height, width],
  )
  return { model, input: { shape: input, values: values(sizeOf(input), 1) } }
}
