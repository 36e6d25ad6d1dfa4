/** A depthwise convolution is a convolution whose filter is zero but for each channel to itself. */
import { get, type ReferenceArray, zeros } from './array.js'
import { conv2d, conv2dGradients, type ReferenceWindow } from './conv2d.js'

const spread = (filter: ReferenceArray): ReferenceArray => {
  const [height = 0, width = 0, , channels = 0] = filter.shape
  const whole = zeros([height, width, channels, channels])
  filter.values.forEach((value, at) => {
    const [tap, c] = [Math.trunc(at / channels), at % channels]
    whole.values[(tap * channels + c) * channels + c] = value
  })
  return whole
}

/** output[n, y, x, c] = bias[c] + sum of input[n, y s + i - p, x s + j - p, c] filter[i, j, 0, c] */
export const depthwiseConv2d = (
  input: ReferenceArray,
  filter: ReferenceArray,
  bias: ReferenceArray | undefined,
  window: ReferenceWindow,
): ReferenceArray => conv2d(input, spread(filter), bias, window)

export const depthwiseConv2dGradients = (
  input: ReferenceArray,
  filter: ReferenceArray,
  outputGradient: ReferenceArray,
  window: ReferenceWindow,
): ReturnType<typeof conv2dGradients> => {
  const [, width = 0, , channels = 0] = filter.shape
  const { weight: whole, ...others } = conv2dGradients(input, spread(filter), outputGradient, window)
  const weight = zeros(filter.shape)
  weight.values.forEach((_, at) => {
    const [tap, c] = [Math.trunc(at / channels), at % channels]
    weight.values[at] = get(whole, Math.trunc(tap / width), tap % width, c, c)
  })
  return { ...others, weight }
}
