/** What a few runs say of all that could have been made. */

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface Summary {
  readonly n: number
  readonly mean: number
  /** of the sample, by n - 1; undefined where one value has none */
  readonly deviation: number | undefined
  /** where the mean of all runs is, at 95 %, by Student's t; undefined with the deviation */
  readonly interval: Interval | undefined
}

/** Undefined of nothing. */
export const summaryOf = (values: readonly number[]): Summary | undefined => {
  const n = values.length
  if (n === 0) return undefined
  const mean = meanOf(values)
  if (n === 1) return { n, mean, deviation: undefined, interval: undefined }
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const reach = (student(n - 1) * deviation) / Math.sqrt(n)
  return { n, mean, deviation, interval: { low: mean - reach, high: mean + reach } }
}

/** Not a number of nothing: ask `summaryOf` where there may be nothing. */
export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export const medianOf = (values: readonly number[]): number | undefined => values.toSorted((one, other) => one - other)[values.length >> 1]

/** The 97.5th percentile of Student's t. */
const percentiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
]
const student = (freedom: number): number => percentiles[freedom - 1] ?? percentiles.at(-1) ?? 0 // more runs: a little too careful
