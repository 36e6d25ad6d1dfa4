/** What several names begin with, said once. */

export interface SharedName {
  /** '' where they have nothing in common */
  readonly shared: string
  /** each name's own part, in their order */
  readonly own: readonly string[]
}

/**
 * Names are parts between commas; what all begin with is shared, but each keeps a part of its own.
 *
 * @example
 * sharedName(['VGG, 30 % masked, fine-tuned', 'VGG, 30 % masked, Scratch-E']) // => { shared: 'VGG, 30 % masked', own: ['fine-tuned', 'Scratch-E'] }
 */
export const sharedName = (names: readonly string[]): SharedName => {
  const parts = names.map((name) => name.split(', '))
  const [first = [], ...others] = parts
  const longest = Math.min(...parts.map(({ length }) => length - 1))
  const differs = first.findIndex((part, at) => others.some((other) => other[at] !== part))
  const count = Math.max(0, Math.min(longest, differs < 0 ? longest : differs))
  return { shared: first.slice(0, count).join(', '), own: parts.map((part) => part.slice(count).join(', ')) }
}
