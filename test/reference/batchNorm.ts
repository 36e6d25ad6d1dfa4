import type { ReferenceArray } from './array.js'

/** The batch's mean and biased variance of each channel (last axis). */
export const batchStatistics = (input: ReferenceArray): { readonly mean: Float64Array; readonly variance: Float64Array } => {
  const channels = input.shape.at(-1)!
  const column = (c: number): Float64Array => input.values.filter((_, i) => i % channels === c)
  const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const mean = Float64Array.from({ length: channels }, (_, c) => average(column(c)))
  const variance = mean.map((center, c) => average(column(c).map((value) => (value - center) ** 2)))
  return { mean, variance }
}

/** (x - mean) / sqrt(variance + epsilon) * scale + shift */
export const batchNorm = (
  input: ReferenceArray,
  statistics: { readonly mean: Float64Array; readonly variance: Float64Array },
  scale: Float64Array,
  shift: Float64Array,
  epsilon: number,
): Float64Array =>
  input.values.map((value, i) => {
    const c = i % scale.length
    return ((value - statistics.mean[c]!) / Math.sqrt(statistics.variance[c]! + epsilon)) * scale[c]! + shift[c]!
  })
