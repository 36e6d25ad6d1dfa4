/**
 * Whose channels go where those of others go, because the two are multiplied: a channel of a product is 0 as soon as one of its factors is.
 * Type-level twin: `Led` of `factors.ts`.
 */
import { sameStream, type Stream } from './stream.js'

/** Factors of which all follow one. */
export interface Led {
  /** what leads, which is what comes out */
  readonly leader: Stream
  /** groups and, for each of their channels, the one that it follows */
  readonly followers: readonly (readonly [group: number, leader: Stream])[]
}

/** What is known of a branch's end. */
export interface Factor {
  readonly stream: Stream
  /** whether none of the channels was made in the branch */
  readonly isGiven: boolean
  /** the group made in the branch whose channels these are, all of them in their order, if nothing else needs them */
  readonly group: number | undefined
}

/**
 * The factor leads that the branches were given, else the first; the others follow where each is one layer's channels, or the leader itself.
 * Undefined where one of them is something else.
 */
export const ledBy = (factors: readonly Factor[]): Led | undefined => {
  const leading = factors.find(({ isGiven }) => isGiven) ?? factors[0]
  if (leading === undefined) return undefined
  const leader = leading.stream
  const others = factors.filter((factor) => factor !== leading && !sameStream(factor.stream, leader))
  const followers = others.flatMap(({ group }) => (group === undefined ? [] : [[group, leader] as const]))
  return followers.length === others.length ? { leader, followers } : undefined
}

/** The channels that are followed in the end. */
export const followed = (leaders: ReadonlyMap<number, Stream>): ((stream: Stream) => Stream) => {
  const ofLabel = (label: Stream[number]): Stream[number] => {
    const leader = label === undefined ? undefined : leaders.get(label.group)
    return label === undefined || leader === undefined ? label : ofLabel(leader[label.channel])
  }
  return (stream) => stream.map(ofLabel)
}
