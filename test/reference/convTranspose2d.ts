import { type ReferenceArray, zeros } from './array.js'
import { both, type conv2dGradients, eachTap, type ReferenceWindow } from './conv2d.js'

export const convTranspose2dOutputShape = (
  input: readonly number[],
  filter: readonly number[],
  { stride, padding, dilation = 1, outputPadding = 0 }: ReferenceWindow,
): readonly number[] => {
  const size = (axis: 0 | 1): number =>
    (input[axis + 1]! - 1) * both(stride)[axis] -
    2 * both(padding)[axis] +
    both(dilation)[axis] * (filter[axis]! - 1) +
    both(outputPadding)[axis] +
    1
  return [input[0]!, size(0), size(1), filter[2]!]
}

/** output[n, y s + i d - p, x s + j d - p, o] = bias[o] + sum of input[n, y, x, c] filter[i, j, o, c]: each product of the convolution that goes back, the other way. */
export const convTranspose2d = (
  input: ReferenceArray,
  filter: ReferenceArray,
  bias: ReferenceArray | undefined,
  window: ReferenceWindow,
): ReferenceArray => {
  const output = zeros(convTranspose2dOutputShape(input.shape, filter.shape, window))
  if (bias !== undefined) output.values.forEach((_, i) => void (output.values[i] = bias.values[i % bias.values.length]!))
  eachTap(output.shape, filter.shape, input.shape, window, (x, w, y) => {
    output.values[y]! += input.values[x]! * filter.values[w]!
  })
  return output
}

export const convTranspose2dGradients = (
  input: ReferenceArray,
  filter: ReferenceArray,
  outputGradient: ReferenceArray,
  window: ReferenceWindow,
): ReturnType<typeof conv2dGradients> => {
  const inputGradient = zeros(input.shape)
  const weight = zeros(filter.shape)
  const bias = zeros([filter.shape[2]!])
  eachTap(outputGradient.shape, filter.shape, input.shape, window, (x, w, y) => {
    const dy = outputGradient.values[y]!
    inputGradient.values[x]! += filter.values[w]! * dy
    weight.values[w]! += input.values[x]! * dy
  })
  outputGradient.values.forEach((dy, i) => void (bias.values[i % bias.values.length]! += dy))
  return { input: inputGradient, weight, bias }
}
