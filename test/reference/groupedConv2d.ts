/** A convolution in groups is one whose filter is zero but for each group's inputs to its outputs. */
import { addTo, get, type ReferenceArray, zeros } from './array.js'
import { conv2d, conv2dGradients, type ReferenceWindow } from './conv2d.js'

/** Each number of a grouped filter: its place there, and in the whole one. */
const places = function* (filter: readonly number[], groups: number): Generator<readonly [grouped: number[], whole: number[]]> {
  const [height = 0, width = 0, read = 0, outputs = 0] = filter
  for (let i = 0; i < height; i += 1)
    for (let j = 0; j < width; j += 1)
      for (let c = 0; c < read; c += 1)
        for (let o = 0; o < outputs; o += 1)
          yield [
            [i, j, c, o],
            [i, j, Math.floor(o / (outputs / groups)) * read + c, o],
          ]
}

const spread = (filter: ReferenceArray, groups: number): ReferenceArray => {
  const [height = 0, width = 0, read = 0, outputs = 0] = filter.shape
  const whole = zeros([height, width, read * groups, outputs])
  for (const [grouped, place] of places(filter.shape, groups)) addTo(whole, get(filter, ...grouped), ...place)
  return whole
}

/** output[n, y, x, o] = bias[o] + sum of input[n, y s + i - p, x s + j - p, g inputs / groups + c] filter[i, j, c, o] for an output o of group g */
export const groupedConv2d = (
  input: ReferenceArray,
  filter: ReferenceArray,
  bias: ReferenceArray | undefined,
  window: ReferenceWindow,
): ReferenceArray => conv2d(input, spread(filter, groupsOf(input, filter)), bias, window)

export const groupedConv2dGradients = (
  input: ReferenceArray,
  filter: ReferenceArray,
  outputGradient: ReferenceArray,
  window: ReferenceWindow,
): ReturnType<typeof conv2dGradients> => {
  const groups = groupsOf(input, filter)
  const { weight: whole, ...others } = conv2dGradients(input, spread(filter, groups), outputGradient, window)
  const weight = zeros(filter.shape)
  for (const [grouped, place] of places(filter.shape, groups)) addTo(weight, get(whole, ...place), ...grouped)
  return { ...others, weight }
}

const groupsOf = (input: ReferenceArray, filter: ReferenceArray): number => input.shape[3]! / filter.shape[2]!
