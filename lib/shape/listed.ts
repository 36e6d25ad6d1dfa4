/** More than a reader takes in; the error's own lists have them all. */
const most = 8

/**
 * Items as part of a sentence, and how many there are beyond what a person reads.
 *
 * @example
 * listed(['a is missing', 'b is missing']) // => 'a is missing, b is missing'
 */
export const listed = (items: readonly string[]): string =>
  [...items.slice(0, most), ...(items.length > most ? [`and ${items.length - most} more`] : [])].join(', ')
