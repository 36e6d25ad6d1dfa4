/** How coupled channels come down evenly: of each part that layers in groups tell apart, the same share. */
import type { Coupling } from '../network/coupling.js'
import { known } from '../shape/invariant.js'
import { evenParts } from './evenness.js'

/**
 * How a group of coupled channels can be narrowed evenly. It falls into parts, of each of which the same share must stay; and it goes together with other groups, whose
 * parts stand beside its own in one layer's groups.
 */
export interface EvenShares {
  /** the channels of each part */
  readonly parts: readonly (readonly number[])[]
  /** in how many equal steps the group, and those that it goes with, come down to nothing: its width where nothing is asked of it */
  readonly steps: number
  /** numbers of the groups that it goes with, itself among them */
  readonly together: readonly number[]
}

/** Those of the free groups, in the order of the cfg. */
export const freeShares = (coupling: Coupling): readonly EvenShares[] =>
  sharesOf(coupling).filter((_, number) => coupling.groups[number]?.fate === 'free')

/** The shares of each group, by its number. */
export const sharesOf = (coupling: Coupling): readonly EvenShares[] => {
  const { groups, groupOf } = coupling
  const marks = groups.map(({ width }) => new Array<string>(width).fill(''))
  const together = groups.map((_, number) => new Set([number]))
  for (const [rule, { parts }] of evenParts(coupling).entries()) {
    const met = new Set<number>()
    for (const [part, stream] of parts.entries())
      for (const label of stream) {
        if (label === undefined) continue
        const number = groupOf(label)
        const marked = known(marks[number])
        marked[label.channel] += `${rule}.${part} `
        met.add(number)
      }
    const joined = new Set([...met].flatMap((number) => [...known(together[number])]))
    for (const number of joined) together[number] = joined
  }
  const parts = marks.map(channelsByMark)
  return groups.map((_, number) => {
    const numbers = [...known(together[number])].sort((left, right) => left - right)
    const sizes = numbers.flatMap((each) => known(parts[each]).map(({ length }) => length))
    return { parts: known(parts[number]), steps: sizes.reduce(divisor), together: numbers }
  })
}

/** Channels that no layer's groups tell apart. */
const channelsByMark = (marks: readonly string[]): readonly (readonly number[])[] => {
  const byMark = new Map<string, number[]>()
  marks.forEach((mark, channel) => {
    const alike = byMark.get(mark)
    if (alike === undefined) byMark.set(mark, [channel])
    else alike.push(channel)
  })
  return [...byMark.values()]
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))

/**
 * Positions of so many of the highest scores, ascending: of each part its share, as far as that is a whole number, and one more of the first parts that are
 * furthest from theirs. Ties keep the lower index.
 *
 * @example
 * highestOf([[0, 1, 2, 3]], [1, 3, 2, 3], 2) // => [1, 3]
 * highestOf([[0, 1], [2, 3]], [1, 3, 2, 2], 2) // => [1, 2]
 */
export const highestOf = (parts: EvenShares['parts'], scores: ArrayLike<number>, count: number): readonly number[] => {
  const width = parts.reduce((sum, { length }) => sum + length, 0)
  const shares = parts.map(({ length }, part) => ({ part, whole: Math.floor((count * length) / width), rest: (count * length) % width }))
  const missing = count - shares.reduce((sum, { whole }) => sum + whole, 0)
  const more = new Set(
    shares
      .toSorted((left, right) => right.rest - left.rest || left.part - right.part)
      .slice(0, missing)
      .map(({ part }) => part),
  )
  return parts
    .flatMap((channels, part) => channels.toSorted(byScore(scores)).slice(0, known(shares[part]).whole + (more.has(part) ? 1 : 0)))
    .toSorted((left, right) => left - right)
}

/** The highest first; of equal ones the earlier. */
const byScore =
  (scores: ArrayLike<number>) =>
  (left: number, right: number): number =>
    known(scores[right]) - known(scores[left]) || left - right
