/**
 * The masks that a ranking by magnitude gives: 1 where an entry stays, 0 where it goes. Each rule is a threshold in the sorted magnitudes, and they
 * differ in what becomes of the entries that equal it. Typed arrays throughout: a ranking may have a hundred million entries.
 */

/** Which entries stay, and the magnitude up to which they go; undefined where there is none, as no entry goes or all do. */
export interface Ranking<Mask = Float32Array> {
  readonly mask: Mask
  readonly threshold: number | undefined
}

/** Ranks magnitudes, so that `count` of them go, or some more. */
export type MaskRule = (magnitudes: Float32Array, count: number) => Ranking

/**
 * `count` of the smallest go; of equal ones the later.
 *
 * @example
 * exactMask(Float32Array.of(2, 1, 3, 1), 1) // => { mask: Float32Array.of(1, 1, 1, 0), threshold: 1 }
 */
export const exactMask: MaskRule = (magnitudes, count) => {
  const threshold = magnitudes.toSorted()[count - 1]
  const mask = aboveOf(magnitudes, threshold ?? Number.NEGATIVE_INFINITY)
  let missing = magnitudes.length - count - mask.reduce((sum, kept) => sum + kept, 0)
  for (let at = 0; at < mask.length && missing > 0; at += 1)
    if (magnitudes[at] === threshold) {
      mask[at] = 1
      missing -= 1
    }
  return { mask, threshold }
}

/**
 * All go that are not above the one that `count` come before: one more than the exact rule takes, and all that equal it.
 *
 * @example
 * referenceMask(Float32Array.of(2, 1, 3, 1), 1) // => { mask: Float32Array.of(1, 0, 1, 0), threshold: 1 }
 */
export const referenceMask: MaskRule = (magnitudes, count) => {
  const threshold = magnitudes.toSorted()[count]
  return { mask: aboveOf(magnitudes, threshold ?? Number.POSITIVE_INFINITY), threshold }
}

const aboveOf = (magnitudes: Float32Array, threshold: number): Float32Array =>
  magnitudes.map((magnitude) => (magnitude > threshold ? 1 : 0))

/**
 * One ranking over several arrays: joined, ranked, cut apart again.
 *
 * @example
 * const { mask } = rankedTogether([Float32Array.of(2, 1), Float32Array.of(3, 1)], (joined) => exactMask(joined, 2))
 * mask.map((one) => [...one]) // => [[1, 0], [1, 0]]
 */
export const rankedTogether = (
  arrays: readonly Float32Array[],
  rank: (joined: Float32Array) => Ranking,
): Ranking<readonly Float32Array[]> => {
  const ends = arrays.reduce<readonly number[]>((soFar, { length }) => [...soFar, (soFar.at(-1) ?? 0) + length], [])
  const startOf = (at: number): number => ends[at - 1] ?? 0
  const joined = new Float32Array(startOf(arrays.length))
  arrays.forEach((magnitudes, at) => joined.set(magnitudes, startOf(at)))
  const { mask, threshold } = rank(joined)
  return { mask: arrays.map((_, at) => mask.subarray(startOf(at), ends[at])), threshold }
}
