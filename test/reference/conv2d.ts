import type { PerAxis } from '../../lib/shape/perAxis.js'
import { type ReferenceArray, zeros } from './array.js'

/** How a filter's window goes over maps; numbers for both axes or [vertical, horizontal]. */
export interface ReferenceWindow {
  readonly stride: PerAxis
  readonly padding: PerAxis
  readonly dilation?: PerAxis | undefined
  /** of a transposed convolution */
  readonly outputPadding?: PerAxis
}

/** [vertical, horizontal] */
export const both = (given: PerAxis): readonly [number, number] => (typeof given === 'number' ? [given, given] : given)

/** Every product that a convolution is a sum of, padding left out, by the positions of its output, its weight and its input. */
export const eachTap = (
  [batch = 0, height = 0, width = 0, inChannels = 0]: readonly number[],
  [kernelHeight = 0, kernelWidth = 0, , outChannels = 0]: readonly number[],
  [, rows = 0, columns = 0]: readonly number[],
  { stride, padding, dilation = 1 }: ReferenceWindow,
  visit: (output: number, weight: number, input: number) => void,
): void => {
  const [[strideY, strideX], [paddingY, paddingX], [dilationY, dilationX]] = [both(stride), both(padding), both(dilation)]
  for (let n = 0; n < batch; n += 1)
    for (let y = 0; y < rows; y += 1)
      for (let x = 0; x < columns; x += 1)
        for (let o = 0; o < outChannels; o += 1)
          for (let i = 0; i < kernelHeight; i += 1)
            for (let j = 0; j < kernelWidth; j += 1) {
              const row = y * strideY + i * dilationY - paddingY
              const column = x * strideX + j * dilationX - paddingX
              if (row < 0 || row >= height || column < 0 || column >= width) continue
              for (let c = 0; c < inChannels; c += 1)
                visit(
                  ((n * rows + y) * columns + x) * outChannels + o,
                  ((i * kernelWidth + j) * inChannels + c) * outChannels + o,
                  ((n * height + row) * width + column) * inChannels + c,
                )
            }
}

export const conv2dOutputShape = (
  input: readonly number[],
  filter: readonly number[],
  { stride, padding, dilation = 1 }: ReferenceWindow,
): readonly number[] => {
  const places = (axis: 0 | 1): number => {
    const beyond = both(padding)[axis]
    let count = 0
    for (let start = -beyond; start + (filter[axis]! - 1) * both(dilation)[axis] < input[axis + 1]! + beyond; start += both(stride)[axis])
      count += 1
    return count
  }
  return [input[0]!, places(0), places(1), filter[3]!]
}

/** output[n, y, x, o] = bias[o] + sum of input[n, y s + i d - p, x s + j d - p, c] filter[i, j, c, o] */
export const conv2d = (
  input: ReferenceArray,
  filter: ReferenceArray,
  bias: ReferenceArray | undefined,
  window: ReferenceWindow,
): ReferenceArray => {
  const output = zeros(conv2dOutputShape(input.shape, filter.shape, window))
  if (bias !== undefined) output.values.forEach((_, i) => void (output.values[i] = bias.values[i % bias.values.length]!))
  eachTap(input.shape, filter.shape, output.shape, window, (y, w, x) => {
    output.values[y]! += input.values[x]! * filter.values[w]!
  })
  return output
}

/** Each product gives its two factors each other's value times the output gradient. */
export const conv2dGradients = (
  input: ReferenceArray,
  filter: ReferenceArray,
  outputGradient: ReferenceArray,
  window: ReferenceWindow,
): { readonly input: ReferenceArray; readonly weight: ReferenceArray; readonly bias: ReferenceArray } => {
  const inputGradient = zeros(input.shape)
  const weight = zeros(filter.shape)
  const bias = zeros([filter.shape[3]!])
  eachTap(input.shape, filter.shape, outputGradient.shape, window, (y, w, x) => {
    const dy = outputGradient.values[y]!
    inputGradient.values[x]! += filter.values[w]! * dy
    weight.values[w]! += input.values[x]! * dy
  })
  outputGradient.values.forEach((dy, i) => void (bias.values[i % bias.values.length]! += dy))
  return { input: inputGradient, weight, bias }
}
