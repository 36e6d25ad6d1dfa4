import { addTo, get, type ReferenceArray, zeros } from './array.js'

interface Tap {
  readonly output: readonly [n: number, y: number, x: number, o: number]
  readonly filter: readonly [i: number, j: number, c: number, o: number]
  readonly input: readonly [n: number, y: number, x: number, c: number]
}

/** Every product that a convolution is a sum of, padding left out. */
const taps = function* (
  input: readonly number[],
  filter: readonly number[],
  output: readonly number[],
  stride: number,
  padding: number,
): Generator<Tap> {
  for (let n = 0; n < output[0]!; n += 1)
    for (let y = 0; y < output[1]!; y += 1)
      for (let x = 0; x < output[2]!; x += 1)
        for (let o = 0; o < output[3]!; o += 1)
          for (let i = 0; i < filter[0]!; i += 1)
            for (let j = 0; j < filter[1]!; j += 1)
              for (let c = 0; c < filter[2]!; c += 1) {
                const row = y * stride + i - padding
                const column = x * stride + j - padding
                if (row < 0 || row >= input[1]! || column < 0 || column >= input[2]!) continue
                yield { output: [n, y, x, o], filter: [i, j, c, o], input: [n, row, column, c] }
              }
}

export const conv2dOutputShape = (
  input: readonly number[],
  filter: readonly number[],
  stride: number,
  padding: number,
): readonly number[] => {
  const places = (size: number): number => {
    let count = 0
    for (let start = -padding; start + filter[0]! <= size + padding; start += stride) count += 1
    return count
  }
  return [input[0]!, places(input[1]!), places(input[2]!), filter[3]!]
}

/** output[n, y, x, o] = bias[o] + sum of input[n, y s + i - p, x s + j - p, c] filter[i, j, c, o] */
export const conv2d = (
  input: ReferenceArray,
  filter: ReferenceArray,
  bias: ReferenceArray | undefined,
  stride: number,
  padding: number,
): ReferenceArray => {
  const output = zeros(conv2dOutputShape(input.shape, filter.shape, stride, padding))
  if (bias !== undefined) output.values.forEach((_, i) => void (output.values[i] = bias.values[i % bias.values.length]!))
  for (const tap of taps(input.shape, filter.shape, output.shape, stride, padding))
    addTo(output, get(input, ...tap.input) * get(filter, ...tap.filter), ...tap.output)
  return output
}

/** Each product gives its two factors each other's value times the output gradient. */
export const conv2dGradients = (
  input: ReferenceArray,
  filter: ReferenceArray,
  outputGradient: ReferenceArray,
  stride: number,
  padding: number,
): { readonly input: ReferenceArray; readonly weight: ReferenceArray; readonly bias: ReferenceArray } => {
  const inputGradient = zeros(input.shape)
  const weight = zeros(filter.shape)
  const bias = zeros([filter.shape[3]!])
  for (const tap of taps(input.shape, filter.shape, outputGradient.shape, stride, padding)) {
    const dy = get(outputGradient, ...tap.output)
    addTo(inputGradient, get(filter, ...tap.filter) * dy, ...tap.input)
    addTo(weight, get(input, ...tap.input) * dy, ...tap.filter)
  }
  outputGradient.values.forEach((dy, i) => void (bias.values[i % bias.values.length]! += dy))
  return { input: inputGradient, weight, bias }
}
