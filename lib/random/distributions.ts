import { inverseNormal } from './inverseNormal.js'
import { type Key, randomBits, wordStream } from './key.js'

// A loop: `Float32Array.from` with a function is ten times slower, and networks of twenty million weights are drawn here.
const float32Of = (key: Key, count: number, valueOf: (word: number) => number): Float32Array => {
  const words = randomBits(key, count)
  const values = new Float32Array(count)
  for (let index = 0; index < count; index += 1) values[index] = valueOf(words[index] ?? 0)
  return values
}

/**
 * Uniform float32 values in [from, to), by default [0, 1).
 *
 *     u = (word >>> 8) · 2^-24      value = from + u·(to - from)
 *
 * Rounding to float32 may give `to` itself when the bounds are not [0, 1).
 *
 * @example
 * uniform(key(0), 1000).every((value) => value >= 0 && value < 1) // => true
 */
export const uniform = (key: Key, count: number, options: { readonly from?: number; readonly to?: number } = {}): Float32Array => {
  const from = options.from ?? 0
  const width = (options.to ?? 1) - from
  return float32Of(key, count, (word) => from + ((word >>> 8) / 0x1000000) * width)
}

/**
 * Normal float32 values, by default of mean 0 and deviation 1.
 *
 *     u = (word + ½) · 2^-32      value = mean + deviation · quantile(u)
 *
 * The largest distance from the mean is 6.34 deviations, where about one draw in 2^32 falls.
 *
 * @see `inverseNormal` for why not Box-Muller: it needs a logarithm and a sine, which engines round differently
 * @example
 * normal(key(0), 3, { mean: 5, deviation: 0 }) // => Float32Array [5, 5, 5]
 */
export const normal = (key: Key, count: number, options: { readonly mean?: number; readonly deviation?: number } = {}): Float32Array => {
  const mean = options.mean ?? 0
  const deviation = options.deviation ?? 1
  return float32Of(key, count, (word) => mean + deviation * inverseNormal((word + 0.5) / 0x100000000))
}

/**
 * 1 with the given probability, else 0.
 *
 *     value = 1 if word · 2^-32 < probability
 *
 * A probability of 0 or less gives only zeros, of 1 or more only ones.
 *
 * @example
 * bernoulli(key(0), 4, 1) // => Uint8Array [1, 1, 1, 1]
 */
export const bernoulli = (key: Key, count: number, probability: number): Uint8Array =>
  Uint8Array.from(randomBits(key, count), (word) => (word / 0x100000000 < probability ? 1 : 0))

// A word in [0, bound) without modulo bias: the incomplete last run of residues is drawn again (less than half of all words at worst).
const below = (nextWord: () => number, bound: number): number => {
  const accepted = 0x100000000 - (0x100000000 % bound)
  let word = nextWord()
  while (word >= accepted) word = nextWord()
  return word % bound
}

/**
 * Whole numbers in [0, bound), each equally likely; bound from 1 to 2^32, one for all or one for each.
 *
 * A bound outside that range is brought into it: below 1 everything is 0.
 *
 * @example
 * integers(key(0), 3, 1) // => Uint32Array [0, 0, 0]
 */
export const integers = (key: Key, count: number, bound: number | readonly number[]): Uint32Array => {
  const nextWord = wordStream(key)
  const values = new Uint32Array(count)
  for (let index = 0; index < count; index += 1) values[index] = below(nextWord, legal(typeof bound === 'number' ? bound : bound[index]))
  return values
}

const legal = (bound = 1): number => Math.min(0x100000000, Math.max(1, Math.floor(bound) || 1))

/**
 * The numbers 0 to count - 1 in an order drawn from all count! with equal probability.
 *
 * @see Durstenfeld 1964, "Algorithm 235: random permutation" (Fisher-Yates)
 * @example
 * permutation(key(0), 4).sort() // => Uint32Array [0, 1, 2, 3]
 */
export const permutation = (key: Key, count: number): Uint32Array => {
  const nextWord = wordStream(key)
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last -= 1) {
    const chosen = below(nextWord, last + 1)
    const moved = order[last] ?? 0
    order[last] = order[chosen] ?? 0
    order[chosen] = moved
  }
  return order
}
