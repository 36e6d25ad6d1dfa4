/** Channels by name, on their way through a tree: see `coupling.ts`. */

/** A channel: the number of the group it was made in, and its place there. */
export interface Label {
  readonly group: number
  readonly channel: number
}

/** A label for each channel; undefined for those that no layer of the network made (its input's, zeros). */
export type Stream = readonly (Label | undefined)[]

/** So many channels that nobody made. */
export const unlabelled = (width: number): Stream => new Array<undefined>(width).fill(undefined)

/** All channels of a group, in its order. */
export const labelled = (group: number, width: number): Stream => {
  const made: Label[] = []
  for (let channel = 0; channel < width; channel += 1) made.push({ group, channel })
  return made
}

/** The groups that channels were made in. */
export const groupsIn = (stream: Stream): ReadonlySet<number> => {
  const found = new Set<number>()
  for (const label of stream) if (label !== undefined) found.add(label.group)
  return found
}

/** The same channels in the same places. */
export const sameStream = (left: Stream, right: Stream): boolean =>
  left.length === right.length &&
  left.every((label, place) => label?.group === right[place]?.group && label?.channel === right[place]?.channel)

/** What it means for groups that their channels are added up. */
export interface Meeting {
  /** groups whose channels meet those of the same places, which can be narrowed together */
  readonly ties: readonly (readonly [number, number])[]
  /** groups that are needed whole: their channels meet others, or some that nobody made */
  readonly fixed: ReadonlySet<number>
}

/** What two streams that are added up, channel by channel, ask of the groups that they are of. */
export const meeting = (left: Stream, right: Stream, widthOf: (group: number) => number): Meeting => {
  const ties: (readonly [number, number])[] = []
  const fixed = new Set<number>()
  left.forEach((one, place) => {
    const other = right[place]
    if (one === undefined && other === undefined) return
    const isTie = one !== undefined && other !== undefined && one.channel === other.channel && widthOf(one.group) === widthOf(other.group)
    if (!isTie) for (const label of [one, other]) if (label !== undefined) fixed.add(label.group)
    const last = ties.at(-1)
    if (isTie && !(last?.[0] === one.group && last[1] === other.group)) ties.push([one.group, other.group])
  })
  return { ties, fixed }
}
