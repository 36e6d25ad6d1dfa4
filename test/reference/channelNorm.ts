import type { ReferenceArray } from './array.js'

/** The numbers that are normalized together, by their places in the array: a list for each sample, or each position, and group of channels. */
export const setsOf = (
  { shape, values }: ReferenceArray,
  membership: ArrayLike<number>,
  over: 'sample' | 'position',
): readonly number[][] => {
  const channels = shape.at(-1)!
  const size = over === 'position' ? channels : values.length / shape[0]!
  const sets = new Map<string, number[]>()
  values.forEach((_, at) => {
    const name = `${Math.floor(at / size)} ${membership[at % channels]}`
    sets.set(name, [...(sets.get(name) ?? []), at])
  })
  return [...sets.values()]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** (x - mean) / sqrt(variance + epsilon) * scale + shift, by the mean and biased variance of each set. */
export const channelNorm = (
  input: ReferenceArray,
  sets: readonly (readonly number[])[],
  scale: Float64Array,
  shift: Float64Array,
  epsilon: number,
): Float64Array => {
  const output = new Float64Array(input.values.length)
  for (const set of sets) {
    const center = mean(set.map((at) => input.values[at]!))
    const variance = mean(set.map((at) => (input.values[at]! - center) ** 2))
    for (const at of set) {
      const channel = at % scale.length
      output[at] = ((input.values[at]! - center) / Math.sqrt(variance + epsilon)) * scale[channel]! + shift[channel]!
    }
  }
  return output
}
