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

/** Whether two streams that are added up pair the channels of whole groups in the same order, so that they could be narrowed together. */
export const inStep = (left: Stream, right: Stream): boolean =>
  left.every((label, place) => label !== undefined && label.channel === right[place]?.channel && left[0]?.group === label.group) &&
  right.every((label) => label?.group === right[0]?.group)
