/**
 * What numbers an array of a layer may hold. Each layer states it of each of its arrays (`ArraySpec`), and whoever brings numbers in asks there:
 * those that are given, loaded from a file or a state dict, and saved.
 */

/** A condition on an array's numbers. */
export interface ArrayRule {
  /** "finite numbers" */
  readonly name: string
  /** Where the first number stands that breaks the rule; -1 if none does. */
  readonly brokenAt: (values: Float32Array) => number
}

/** The rule that each number keeps beside the one before it (-1 before the first). */
const each = (name: string, has: (value: number, before: number) => boolean): ArrayRule => ({
  name,
  brokenAt: (values) => {
    let before = -1
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] as number
      if (!has(value, before)) return at
      before = value
    }
    return -1
  },
})

/**
 * Weights, biases, scales, shifts and means: no infinity, and what is a number.
 *
 * @example
 * finite.brokenAt(Float32Array.of(1, 2, NaN)) // => 2
 */
export const finite: ArrayRule = {
  name: 'finite numbers',
  brokenAt: (values) => {
    // a number less itself is 0, unless it is infinite or none: one pass without a branch, as there may be a hundred million
    let sum = 0
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] as number
      sum += value - value
    }
    return sum === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value))
  },
}

/**
 * Variances, whose root is taken.
 *
 * @example
 * notNegative.brokenAt(Float32Array.of(1, 0, -1)) // => 2
 */
export const notNegative: ArrayRule = each('finite numbers, 0 or more', (value) => value >= 0 && value < Infinity)

/**
 * Masks.
 *
 * @example
 * zerosAndOnes.brokenAt(Float32Array.of(0, 1, 0.5)) // => 2
 */
export const zerosAndOnes: ArrayRule = {
  name: 'zeros and ones',
  brokenAt: (values) => {
    // a square that is 0 for both alone, as above: one pass without a branch
    let sum = 0
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] as number
      const both = value * (value - 1)
      sum += both * both
    }
    return sum === 0 ? -1 : values.findIndex((value) => value !== 0 && value !== 1)
  },
}

/**
 * To which of so many groups each channel belongs.
 *
 * @example
 * wholeBelow(4).brokenAt(Float32Array.of(3, 0, 4)) // => 2
 */
export const wholeBelow = (count: number): ArrayRule =>
  each(`whole numbers from 0 below ${count}`, (value) => Number.isInteger(value) && value >= 0 && value < count)

/**
 * Positions of selected channels: each channel at most once, in their order.
 *
 * @example
 * ascendingBelow(4).brokenAt(Float32Array.of(0, 3, 2)) // => 2
 */
export const ascendingBelow = (count: number): ArrayRule =>
  each(`whole numbers that ascend below ${count}`, (value, before) => Number.isInteger(value) && value > before && value < count)
