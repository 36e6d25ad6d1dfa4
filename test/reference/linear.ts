import { addTo, get, type ReferenceArray, zeros } from './array.js'

/** output[n, o] = bias[o] + sum of input[n, i] weight[i, o] */
export const linear = (input: ReferenceArray, weight: ReferenceArray, bias: ReferenceArray | undefined): ReferenceArray => {
  const output = zeros([input.shape[0]!, weight.shape[1]!])
  for (let n = 0; n < output.shape[0]!; n += 1)
    for (let o = 0; o < output.shape[1]!; o += 1) {
      if (bias !== undefined) addTo(output, get(bias, o), n, o)
      for (let i = 0; i < weight.shape[0]!; i += 1) addTo(output, get(input, n, i) * get(weight, i, o), n, o)
    }
  return output
}

export const linearGradients = (
  input: ReferenceArray,
  weight: ReferenceArray,
  outputGradient: ReferenceArray,
): { readonly input: ReferenceArray; readonly weight: ReferenceArray; readonly bias: ReferenceArray } => {
  const gradients = { input: zeros(input.shape), weight: zeros(weight.shape), bias: zeros([weight.shape[1]!]) }
  for (let n = 0; n < input.shape[0]!; n += 1)
    for (let o = 0; o < weight.shape[1]!; o += 1) {
      const dy = get(outputGradient, n, o)
      addTo(gradients.bias, dy, o)
      for (let i = 0; i < weight.shape[0]!; i += 1) {
        addTo(gradients.input, get(weight, i, o) * dy, n, i)
        addTo(gradients.weight, get(input, n, i) * dy, i, o)
      }
    }
  return gradients
}
