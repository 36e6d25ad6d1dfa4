/** A 3x3 convolution as a model for onnxruntime, padded to keep its size, with a batch for it. */
import { conv2d, depthwiseConv2d, encodeOnnx, groupedConv2d, key, orThrow, sequentialFrom } from 'narrownet'
import type { Operation } from './operation.js'
import { sizeOf, values } from './values.js'

/** Its maps are [batch, channels, height, width]; what the numbers are does not matter. */
export const onnxConvolution = (
  [batch, height, width, from]: readonly [batch: number, height: number, width: number, channels: number],
  to: number,
  groups: number,
): ReturnType<NonNullable<Operation['onnx']>> => {
  const convolution =
    groups === 1 ? conv2d(from, to) : groups === from && to === from ? depthwiseConv2d(from) : groupedConv2d(from, to, groups)
  const network = orThrow(sequentialFrom([height, width, from], [convolution]))(key(2))
  const shape = [batch, from, height, width]
  return { model: encodeOnnx(network), input: { shape, values: values(sizeOf(shape), 1) } }
}
