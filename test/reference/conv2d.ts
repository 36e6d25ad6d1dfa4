import type { PerAxis } from '../../lib/shape/perAxis.js'
import { addTo, get, type ReferenceArray, zeros } from './array.js'

interface Tap {
  readonly output: readonly [n: number, y: number, x: number, o: number]
  readonly filter: readonly [i: number, j: number, c: number, o: number]
  readonly input: readonly [n: number, y: number, x: number, c: number]
}

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

/** Every product that a convolution is a sum of, padding left out. */
export const taps = function* (
  input: readonly number[],
  filter: readonly number[],
  output: readonly number[],
  { stride, padding, dilation = 1 }: ReferenceWindow,
): Generator<Tap> {
  const [[strideY, strideX], [paddingY, paddingX], [dilationY, dilationX]] = [both(stride), both(padding), both(dilation)]
  for (let n = 0; n < output[0]!; n += 1)
    for (let y = 0; y < output[1]!; y += 1)
      for (let x = 0; x < output[2]!; x += 1)
        for (let o = 0; o < output[3]!; o += 1)
          for (let i = 0; i < filter[0]!; i += 1)
            for (let j = 0; j < filter[1]!; j += 1)
              for (let c = 0; c < filter[2]!; c += 1) {
                const row = y * strideY + i * dilationY - paddingY
                const column = x * strideX + j * dilationX - paddingX
                if (row < 0 || row >= input[1]! || column < 0 || column >= input[2]!) continue
                yield { output: [n, y, x, o], filter: [i, j, c, o], input: [n, row, column, c] }
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
  for (const tap of taps(input.shape, filter.shape, output.shape, window))
    addTo(output, get(input, ...tap.input) * get(filter, ...tap.filter), ...tap.output)
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
  for (const tap of taps(input.shape, filter.shape, outputGradient.shape, window)) {
    const dy = get(outputGradient, ...tap.output)
    addTo(inputGradient, get(filter, ...tap.filter) * dy, ...tap.input)
    addTo(weight, get(input, ...tap.input) * dy, ...tap.filter)
  }
  outputGradient.values.forEach((dy, i) => void (bias.values[i % bias.values.length]! += dy))
  return { input: inputGradient, weight, bias }
}
