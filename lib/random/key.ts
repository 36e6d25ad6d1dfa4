import { largestCount } from '../shape/count.js'
import { aNumber, type Kind, kind, wholeNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { threefry2x32 } from './threefry.js'

declare const keyBrand: unique symbol

/**
 * A source of randomness as a value: 64 bits that determine every draw made from it, on every machine.
 *
 * Opaque: make one with `key`, derive others with `split` and `foldIn`. It is a plain object, so it can be posted to a worker. Use each key
 * for one purpose only: two draws from the same key are the same draw.
 *
 * Laws: `split` never repeats a key; `split(k, n)` is a prefix of `split(k, n + 1)`; `foldIn(k, i)` and `foldIn(k, j)` differ for i ≠ j;
 * what is drawn from a key, its children by `split` and those by `foldIn` come from disjoint counters.
 */
export interface Key {
  readonly words: readonly [number, number]
  readonly [keyBrand]: 'Key'
}

/** What `key` makes, and a worker is posted. */
export const aKey: Kind<Key> = kind('a key, as key(0) is', (value) => {
  const words = (value as Partial<Key> | null | undefined)?.words
  return Array.isArray(words) && words.length === 2 && words.every(Number.isInteger)
})

/** `Count` keys: a tuple for small literal counts, one of several for one of several, so that `const [first, second] = split(key, 2)` needs no check. */
export type Keys<Count extends number> = Count extends unknown ? (number extends Count ? readonly Key[] : Counted<Count>) : never

type Counted<Count extends number, Known extends readonly Key[] = readonly []> = Known['length'] extends Count
  ? Known
  : Known['length'] extends 16
    ? readonly Key[]
    : Counted<Count, readonly [...Known, Key]>

// What a counter is spent on stands in its high word, so that draws, children and folds of one key never share a block.
const drawing = 0
const splitting = 1
const folding = 2

const fromWords = (high: number, low: number): Key => ({ words: [high >>> 0, low >>> 0] }) as unknown as Key

const derive = (parent: Key, high: number, low: number): Key => {
  const out = new Uint32Array(2)
  threefry2x32(parent.words[0], parent.words[1], high, low, out, 0)
  return fromWords(out[0] ?? 0, out[1] ?? 0)
}

// Safe integers keep their two's complement words, which makes distinct ones distinct keys by construction. Any other number gives the bits
// of its float64, hashed so that they do not look like an integer's. NaN has many bit patterns: one is chosen.
const seedKey = (seed: number): Key => {
  if (Number.isSafeInteger(seed)) return fromWords(Math.floor(seed / 0x100000000), seed)
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, seed)
  return Number.isNaN(seed) ? derive(fromWords(0, 0), 0x7ff80000, 0) : derive(fromWords(0, 0), bits.getUint32(0), bits.getUint32(4))
}

/**
 * The key of a seed. Every number is a seed: distinct safe integers give distinct keys, other numbers are hashed from their float64 bits.
 *
 * @example
 * key(0) // the same key everywhere, always
 */
export const key = (seed: number): Key => seedKey(checkedArgument('key', 'seed', aNumber, seed))

/**
 * `count` new keys from one, all different, independent of each other and of the parent's own draws.
 *
 *     child[i] = threefry(key, [1, i])
 *
 * At most 2^24 children.
 *
 * @example
 * const [forWeights, forBatches] = split(key(0), 2)
 */
export const split = <const Count extends number>(parent: Key, count: Count): Keys<Count> =>
  // The cast states what the compiler cannot count: an array of length `count` is the tuple of that length.
  Array.from({ length: checkedArgument<number>('split', 'count', wholeNumber(0, largestCount), count) }, (_, index) =>
    derive(checkedArgument('split', 'parent', aKey, parent), splitting, index),
  ) as unknown as Keys<Count>

/**
 * The key of a number below another key: for step 7 of a run, or layer 3 of a network, without making the six or two before.
 *
 *     child = threefry(threefry(key, [2, 0]), words(data))
 *
 * @example
 * const ofEpoch = (epoch: number) => foldIn(key(0), epoch)
 */
export const foldIn = (parent: Key, data: number): Key => {
  const words = seedKey(checkedArgument('foldIn', 'data', aNumber, data)).words
  return derive(derive(checkedArgument('foldIn', 'parent', aKey, parent), folding, 0), words[0], words[1])
}

/**
 * `count` uniform 32-bit words: the root of every distribution here.
 *
 *     words[2i], words[2i + 1] = threefry(key, [0, i])
 *
 * A shorter draw is a prefix of a longer one from the same key.
 *
 * @example
 * randomBits(key(0), 2) // => Uint32Array [0x6b200159, 0x99ba4efe]
 */
export const randomBits = (source: Key, count: number): Uint32Array => {
  const [high, low] = source.words
  const words = new Uint32Array(count + (count & 1))
  for (let offset = 0; offset < count; offset += 2) threefry2x32(high, low, drawing, offset >>> 1, words, offset)
  return words.subarray(0, count)
}

/**
 * The words of `randomBits` one at a time, for draws whose number is not known beforehand (rejection, drawing strokes).
 *
 * The returned function counts: keep it inside the function that made it.
 */
export const wordStream = (source: Key): (() => number) => {
  const [high, low] = source.words
  const pair = new Uint32Array(2)
  let drawn = 0
  return () => {
    const half = drawn & 1
    // `drawn / 2` rather than a shift: a stream may be longer than 2^31 words.
    if (half === 0) threefry2x32(high, low, drawing, Math.floor(drawn / 2), pair, 0)
    drawn += 1
    return pair[half] ?? 0
  }
}
