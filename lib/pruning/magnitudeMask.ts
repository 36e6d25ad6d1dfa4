/**
 * The masks that a ranking by magnitude gives: 1 where an entry stays, 0 where it goes. Each rule is a threshold in the magnitudes' order, and they
 * differ in what becomes of the entries that equal it. Arrays are ranked as if they were one, and never joined or sorted: there may be a hundred
 * million entries.
 */
import { nthSmallest } from './nthSmallest.js'

/** Which entries stay, and the magnitude up to which they go; undefined where there is none, as no entry goes or all do. */
export interface Ranking {
  /** one for each array */
  readonly masks: readonly Float32Array[]
  readonly threshold: number | undefined
}

/** Ranks the magnitudes of all arrays together, so that `count` of them go, or some more. */
export type MaskRule = (arrays: readonly Float32Array[], count: number) => Ranking

/**
 * `count` of the smallest go; of equal ones the later.
 *
 * @example
 * exactMask([Float32Array.of(2, 1), Float32Array.of(3, 1)], 1) // => { masks: [Float32Array.of(1, 1), Float32Array.of(1, 0)], threshold: 1 }
 */
export const exactMask: MaskRule = (arrays, count) => {
  const threshold = nthSmallest(arrays, count - 1)
  const masks = arrays.map((magnitudes) => aboveOf(magnitudes, threshold ?? Number.NEGATIVE_INFINITY))
  const staying = arrays.reduce((sum, { length }) => sum + length, -count)
  let missing = masks.reduce((left, mask) => left - sumOf(mask), staying)
  arrays.forEach((magnitudes, array) => {
    const mask = masks[array]
    for (let at = 0; mask !== undefined && at < mask.length && missing > 0; at += 1)
      if (magnitudes[at] === threshold) {
        mask[at] = 1
        missing -= 1
      }
  })
  return { masks, threshold }
}

/**
 * All go that are not above the one that `count` come before: one more than the exact rule takes, and all that equal it.
 *
 * @example
 * referenceMask([Float32Array.of(2, 1, 3, 1)], 1) // => { masks: [Float32Array.of(1, 0, 1, 0)], threshold: 1 }
 */
export const referenceMask: MaskRule = (arrays, count) => {
  const threshold = nthSmallest(arrays, count)
  return { masks: arrays.map((magnitudes) => aboveOf(magnitudes, threshold ?? Number.POSITIVE_INFINITY)), threshold }
}

const aboveOf = (magnitudes: Float32Array, threshold: number): Float32Array => {
  const mask = new Float32Array(magnitudes.length)
  for (let at = 0; at < mask.length; at += 1) mask[at] = (magnitudes[at] as number) > threshold ? 1 : 0
  return mask
}

const sumOf = (mask: Float32Array): number => {
  let sum = 0
  for (let at = 0; at < mask.length; at += 1) sum += mask[at] as number
  return sum
}
