/**
 * The masks that a ranking by magnitude gives: 1 where an entry stays, 0 where it goes. Each rule is a threshold in the magnitudes' order, and they
 * differ in what becomes of the entries that equal it, and in where those rank that are masked already. Those stay masked.
 *
 * Arrays are ranked as if they were one, and never joined or sorted: there may be a hundred million entries. All that is made is the masks, where
 * the magnitudes stand while they are ranked.
 */
import { nthSmallest } from './nthSmallest.js'

/** Numbers to rank by their magnitudes, and which of them went before. */
export interface Ranked {
  readonly values: Float32Array
  readonly mask?: Float32Array | undefined
}

/** Which entries stay, and the magnitude up to which they go; undefined where there is none, as no entry goes or all do. */
export interface Ranking {
  /** one for each array */
  readonly masks: readonly Float32Array[]
  readonly threshold: number | undefined
}

/** Ranks the entries of all arrays together, so that `count` of them go, or some more. */
export type MaskRule = (arrays: readonly Ranked[], count: number) => Ranking

/**
 * `count` of the smallest go, first what is masked, which ranks below 0; of equal ones the later.
 *
 * @example
 * const arrays = [Float32Array.of(2, -1), Float32Array.of(3, 1)].map((values) => ({ values }))
 * exactMask(arrays, 1) // => { masks: [Float32Array.of(1, 1), Float32Array.of(1, 0)], threshold: 1 }
 */
export const exactMask: MaskRule = (arrays, count) => {
  const magnitudes = arrays.map((one) => magnitudesOf(one, -1))
  const threshold = nthSmallest(magnitudes, count - 1)
  const most = threshold ?? Number.NEGATIVE_INFINITY
  const staying = magnitudes.reduce((sum, { length }) => sum + length, -count)
  const equal = magnitudes.reduce((left, one) => left - countAbove(one, most), staying)
  return { masks: becomeMasks(magnitudes, most, equal), threshold }
}

/**
 * All go that are not above the one that `count` come before: one more than the exact rule takes, and all that equal it. What is masked counts as 0.
 *
 * @example
 * referenceMask([{ values: Float32Array.of(2, 1, 3, -1) }], 1) // => { masks: [Float32Array.of(1, 0, 1, 0)], threshold: 1 }
 */
export const referenceMask: MaskRule = (arrays, count) => {
  const magnitudes = arrays.map((one) => magnitudesOf(one, 0))
  const threshold = nthSmallest(magnitudes, count)
  return { masks: becomeMasks(magnitudes, threshold ?? Number.POSITIVE_INFINITY, 0), threshold }
}

const magnitudesOf = ({ values, mask }: Ranked, masked: number): Float32Array => {
  const magnitudes = new Float32Array(values.length)
  for (let at = 0; at < values.length; at += 1) magnitudes[at] = Math.abs(values[at] as number)
  if (mask !== undefined) for (let at = 0; at < mask.length; at += 1) if (mask[at] === 0) magnitudes[at] = masked
  return magnitudes
}

const countAbove = (magnitudes: Float32Array, threshold: number): number => {
  let count = 0
  for (let at = 0; at < magnitudes.length; at += 1) count += Number((magnitudes[at] as number) > threshold)
  return count
}

/**
 * Writes each magnitude's mask in its place: 1 above the threshold and for the first `equal` that equal it, but for nothing that is masked. Without
 * a branch that depends on a magnitude, but for those that equal the threshold: no processor foresees them.
 */
const becomeMasks = (magnitudes: readonly Float32Array[], threshold: number, equal: number): readonly Float32Array[] => {
  const most = Math.max(threshold, -1)
  let left = threshold < 0 ? 0 : equal
  for (const entries of magnitudes)
    for (let at = 0; at < entries.length; at += 1) {
      const magnitude = entries[at] as number
      if (magnitude === threshold) {
        entries[at] = Number(left > 0)
        left -= 1
      } else entries[at] = Number(magnitude > most)
    }
  return magnitudes
}
