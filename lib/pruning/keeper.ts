/** Which channels of a network stay when some of its groups are narrowed. */
import type { Coupling } from '../network/coupling.js'
import type { Label, Stream } from '../network/stream.js'

/** What narrowed groups keep, by their numbers; every other group stays whole. */
export type KeptChannels = ReadonlyMap<number, readonly number[]>

/** What the free groups keep that these are planned for: the first of them, or all. */
export const plannedKept = ({ groups }: Coupling, planned: readonly { readonly kept: readonly number[] }[]): KeptChannels => {
  const free = groups.flatMap(({ fate }, number) => (fate === 'free' ? [number] : []))
  return new Map(planned.flatMap(({ kept }, index) => (free[index] === undefined ? [] : [[free[index], kept] as const])))
}

/** Whether a channel stays. */
export type Keeps = (label: Label | undefined) => boolean

export const keeper = ({ groupOf }: Coupling, kept: KeptChannels): Keeps => {
  const sets = new Map([...kept].map(([number, channels]) => [number, new Set(channels)]))
  return (label) => label === undefined || (sets.get(groupOf(label))?.has(label.channel) ?? true)
}

/** Where in a stream the channels are that stay; undefined if all do. */
export const keptPlaces = (stream: Stream, keeps: Keeps): readonly number[] | undefined => {
  const places = stream.flatMap((label, place) => (keeps(label) ? [place] : []))
  return places.length === stream.length ? undefined : places
}
