import { known } from '../shape/invariant.js'

/** Values of one half of a float32's bits. */
const halves = 2 ** 16

/**
 * The number at this place of all the arrays' numbers in ascending order, counted from 0; undefined where there are not so many. NaN comes last.
 *
 * Nothing is sorted, and nothing made in proportion to the numbers: they are counted by the upper half of their bits, which order float32 numbers
 * as the numbers themselves do, and those that share the wanted one's upper half by the lower half.
 *
 * @example
 * nthSmallest([Float32Array.of(3, 1), Float32Array.of(2)], 1) // => 2
 */
export const nthSmallest = (arrays: readonly Float32Array[], place: number): number | undefined => {
  const bits = arrays.map(({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length))
  const byUpper = new Float64Array(halves)
  for (const numbers of bits) countUpper(numbers, byUpper)
  const upper = found(byUpper, place)
  if (upper === undefined) return undefined
  const byLower = new Float64Array(halves)
  for (const numbers of bits) countLower(numbers, upper.half, byLower)
  return numberOf(upper.half * halves + known(found(byLower, upper.place)).half)
}

/** Float32 bits as a whole number that is larger for a larger number: the sign turned over, and below 0 every other bit too. */
const ranked = (bits: number): number => bits ^ ((bits >> 31) | 0x80000000)

const numberOf = (rank: number): number => {
  const bits = rank >= 0x80000000 ? rank ^ 0x80000000 : ~rank
  return known(new Float32Array(Int32Array.of(bits).buffer)[0])
}

const countUpper = (numbers: Int32Array, counts: Float64Array): void => {
  for (let at = 0; at < numbers.length; at += 1) {
    const half = ranked(numbers[at] as number) >>> 16
    counts[half] = (counts[half] as number) + 1
  }
}

const countLower = (numbers: Int32Array, upper: number, counts: Float64Array): void => {
  for (let at = 0; at < numbers.length; at += 1) {
    const rank = ranked(numbers[at] as number)
    if (rank >>> 16 !== upper) continue
    const half = rank & 0xffff
    counts[half] = (counts[half] as number) + 1
  }
}

/** The half whose numbers hold this place, and the place among those. */
const found = (counts: Float64Array, place: number): { readonly half: number; readonly place: number } | undefined => {
  let left = place
  for (let half = 0; left >= 0 && half < counts.length; half += 1) {
    const count = known(counts[half])
    if (left < count) return { half, place: left }
    left -= count
  }
  return undefined
}
