/** Class numbers as they come, from a file or a list, and as a data set keeps them. */
import { either as E } from 'fp-ts'
import { type Kind, kind } from '../shape/kind.js'

/** The most classes that a data set can have: as many as 16 bits tell apart. */
export const mostClasses = 65_536

/** What stands for no class among the numbers of classes that a data set keeps: above all of them. */
export const noClass = 65_535

/** Whole numbers of any width. */
export const integers: Kind<ArrayLike<number | bigint>> = kind(
  'a list or an array of integers',
  (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value),
)

/** Where a value stands that cannot be a label, and what it is. */
export interface BadLabel {
  readonly sample: number
  readonly found: string
}

/**
 * Labels as whole numbers below `classes`, or the first value that is not. What is `unlabeled`, of any value, is kept as `noClass`.
 *
 * Any kind of array goes in, 64-bit integers too; a fraction, a negative number or NaN is refused, not rounded.
 *
 * @example
 * labelsOf([0, 2, 1], 3) // => E.right(Uint16Array.of(0, 2, 1))
 * labelsOf([0, 255, 1], 3, 255) // => E.right(Uint16Array.of(0, noClass, 1))
 * labelsOf(Int32Array.of(0, -1), 3) // => E.left({ sample: 1, found: '-1' })
 */
export const labelsOf = (
  given: ArrayLike<number | bigint>,
  classes: number,
  unlabeled?: number,
): E.Either<BadLabel, Uint16Array<ArrayBuffer>> => {
  const labels = new Uint16Array(given.length)
  for (let sample = 0; sample < given.length; sample += 1) {
    const found = given[sample]
    const label = typeof found === 'bigint' ? Number(found) : found
    if (typeof label === 'number' && label === unlabeled) labels[sample] = noClass
    else if (typeof label === 'number' && Number.isInteger(label) && label >= 0 && label < classes) labels[sample] = label
    else return E.left({ sample, found: typeof found === 'string' ? JSON.stringify(found) : String(found) })
  }
  return E.right(labels)
}

/** Names of classes that have none: their numbers. */
export const numbered = (classes: number): readonly string[] => Array.from({ length: classes }, (_, index) => `${index}`)
