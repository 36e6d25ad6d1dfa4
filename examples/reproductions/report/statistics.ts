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
  return { n, mean, deviation, interval: intervalOf({ n, mean, deviation }, 0.05) }
}

/** Not a number of nothing: ask `summaryOf` where there may be nothing. */
export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export const medianOf = (values: readonly number[]): number | undefined => values.toSorted((one, other) => one - other)[values.length >> 1]

/** Where the mean of all runs is, but for so large a chance of error, half of it on each side, by Student's t; undefined of one value. */
export const intervalOf = ({ n, mean, deviation }: Omit<Summary, 'interval'>, error: number): Interval | undefined => {
  if (deviation === undefined) return undefined
  const reach = (student(n - 1, error) * deviation) / Math.sqrt(n)
  return { low: mean - reach, high: mean + reach }
}

/**
 * What Student's t exceeds, in magnitude, with a chance of `error`.
 *
 * @example
 * student(2, 0.05) // => ≈ 4.303
 */
export const student = (freedom: number, error: number): number => {
  let [low, high] = [0, 1]
  while (within(high, freedom) < 1 - error) high *= 2
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (within(middle, freedom) < 1 - error) low = middle
    else high = middle
  }
  return high
}

/** The chance that Student's t is at most so large in magnitude: its finite series (Abramowitz and Stegun, 26.7.3 and 26.7.4). */
const within = (t: number, freedom: number): number => {
  const angle = Math.atan(t / Math.sqrt(freedom))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const odd = freedom % 2 === 1
  let term = odd ? cosine : 1
  let sum = freedom === 1 ? 0 : term
  for (let power = odd ? 3 : 2; power <= freedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2
    sum += term
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}
