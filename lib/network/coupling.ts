/**
 * Which channels live or die together, derived from the tree. Every channel of every layer's input and output gets a label: the group it
 * was made in and its place there. Labels follow the channels through layers that carry them, through a flatten (one label for every
 * pixel), past each other in a concatenation; a sum ties the groups it adds up.
 *
 * The free groups in forward order are the network's cfg. Type-level twin: the widths of `fold.ts`.
 */
import { definitionOf } from '../layer/layer.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import { branchPath } from './branching.js'
import { visitsOf } from './visitsOf.js'
import type { LayerNode, Node } from './network.js'

/** A channel: the number of the group it was made in, and its place there. */
export interface Label {
  readonly group: number
  readonly channel: number
}

/** A label for each channel; undefined for those that no layer of the network made (its input's, zeros). */
export type Stream = readonly (Label | undefined)[]

/** A batch norm that scales a group's channels, and where in it each of them is. */
export interface Normalizer {
  readonly path: string
  readonly places: readonly number[]
}

/** A layer that makes channels. */
export interface Maker {
  readonly path: string
  /** the first batch norm behind it that scales all of them; the last one in front of it if it is a selection */
  readonly normalizer: Normalizer | undefined
}

/**
 * Channels that live or die together.
 *   free    made by one layer and read by others: an entry of the cfg
 *   tied    several layers' channels, added up channel by channel, or one layer's, added to something: a sum needs them all
 *   fixed   part of the network's output, selected from by position, or added to channels of another order
 */
export interface Group {
  readonly fate: 'free' | 'tied' | 'fixed'
  /** in forward order; one unless tied */
  readonly makers: readonly Maker[]
  readonly width: number
}

/** What a layer receives and gives, channel by channel. */
export interface LayerStreams {
  readonly inputs: Stream
  readonly outputs: Stream
  /** in how many groups of one size it makes the one of the other, each of its own; 1 where every output is made of all inputs */
  readonly groups: number
}

/** The groups of a tree, in forward order of their first makers, and where their channels go. */
export interface Coupling {
  readonly groups: readonly Group[]
  readonly streams: ReadonlyMap<string, LayerStreams>
  /** the number of the group in `groups` that a label's channel belongs to */
  readonly groupOf: (label: Label) => number
}

/** What is met on the way through the tree, written down in that order; nobody but `couplingOf` sees it before it is whole. */
interface Notes {
  readonly made: Made[]
  readonly streams: Map<string, LayerStreams>
  /** groups that a sum adds up, channel by channel */
  readonly ties: (readonly [number, number])[]
  readonly fixed: Set<number>
}

/** What comes out of a place in the tree. */
interface Found {
  readonly current: Stream
  /** the last batch norm that `current` has passed since it was made, as long as each channel is where it was there, and by itself */
  readonly normalizer: string | undefined
}

interface Made extends Maker {
  readonly width: number
}

/** The coupling of a tree that takes this shape. */
export const couplingOf = (from: Shape, nodes: readonly Node[]): Coupling => {
  const inputs = new Map(visitsOf(from, nodes).map(({ path, input }) => [path, input]))
  const notes: Notes = { made: [], streams: new Map(), ties: [], fixed: new Set() }
  const start: Found = { current: unlabelled(from.at(-1) ?? 0), normalizer: undefined }
  const { current } = follow(notes, nodes, '', start, (path) => known(inputs.get(path), path))
  const { made, streams, ties, fixed } = notes
  const classOf = classesBy(ties, made.length)
  const tied = new Set(ties.flat().map(classOf))
  const stuck = new Set([...fixed, ...groupsIn(current)].map(classOf))
  const makers = new Map<number, Made[]>()
  made.forEach((one, group) => {
    const together = makers.get(classOf(group))
    if (together === undefined) makers.set(classOf(group), [one])
    else together.push(one)
  })
  const numbers = new Map([...makers.keys()].map((head, number) => [head, number]))
  return {
    groups: [...makers].map(([head, together]) => ({
      fate: stuck.has(head) ? 'fixed' : tied.has(head) ? 'tied' : 'free',
      makers: together.map(({ path, normalizer }) => ({ path, normalizer })),
      width: known(made[head]).width,
    })),
    streams,
    groupOf: ({ group }) => known(numbers.get(classOf(group))),
  }
}

/** The first group of those that each is tied to, itself where it is not. */
const classesBy = (ties: Notes['ties'], groups: number): ((group: number) => number) => {
  const earlier = Array.from({ length: groups }, (_, group) => group)
  const first = (group: number): number => {
    let at = group
    while (earlier[at] !== undefined && earlier[at] !== at) {
      // each look shortens the way of the next
      earlier[at] = earlier[known(earlier[at])] ?? at
      at = known(earlier[at])
    }
    return at
  }
  for (const [left, right] of ties) {
    const [one, other] = [first(left), first(right)]
    earlier[Math.max(one, other)] = Math.min(one, other)
  }
  return first
}

/** The groups that pruning may narrow, in forward order. */
export const freeGroups = (from: Shape, nodes: readonly Node[]): readonly Group[] =>
  couplingOf(from, nodes).groups.filter(({ fate }) => fate === 'free')

const unlabelled = (width: number): Stream => new Array<undefined>(width).fill(undefined)

const groupsIn = (stream: Stream): ReadonlySet<number> => {
  const found = new Set<number>()
  for (const label of stream) if (label !== undefined) found.add(label.group)
  return found
}

const labelled = (group: number, width: number): Stream => {
  const made: Label[] = []
  for (let channel = 0; channel < width; channel += 1) made.push({ group, channel })
  return made
}

type InputOf = (path: string) => Shape

const follow = (notes: Notes, nodes: readonly Node[], prefix: string, start: Found, inputOf: InputOf): Found =>
  nodes.reduce<Found>((found, node, at) => {
    const path = `${prefix}${at}`
    return node._tag === 'layer' ? passed(notes, found, node, path, inputOf(path)) : branched(notes, found, node, path, inputOf)
  }, start)

const passed = ({ made, streams, fixed }: Notes, found: Found, node: LayerNode, path: string, input: Shape): Found => {
  const { layer } = node
  const { channels, normalization, mixesChannels = false } = definitionOf(layer)
  const inputs = found.current
  if (channels._tag === 'carried') {
    const outputs = channels.along(inputs, input, layer)
    const normalizes = normalization !== undefined
    if (normalizes) normalize(made, path, inputs)
    streams.set(path, { inputs, outputs, groups: 1 })
    return { current: outputs, normalizer: normalizes ? path : outputs === inputs && !mixesChannels ? found.normalizer : undefined }
  }
  const width = channels.count(layer)
  const group = made.length
  const outputs = labelled(group, width)
  const selects = channels._tag === 'selected'
  const normalizer = selects && found.normalizer !== undefined ? { path: found.normalizer, places: placesOf(node) } : undefined
  made.push({ path, width, normalizer })
  streams.set(path, { inputs, outputs, groups: channels._tag === 'made' ? (channels.groups?.(layer) ?? 1) : 1 })
  if (selects) for (const selected of groupsIn(inputs)) fixed.add(selected)
  return { current: outputs, normalizer: undefined }
}

const placesOf = ({ arrays }: LayerNode): readonly number[] => Array.from(known(arrays.positions))

/** A group's normalizer is the first batch norm that has one scale for each of its channels (behind a flatten it has one a pixel). */
const normalize = (made: Made[], path: string, stream: Stream): void => {
  const placesIn = new Map<number, number[]>()
  stream.forEach((label, place) => {
    if (label === undefined) return
    const places = placesIn.get(label.group)
    if (places === undefined) placesIn.set(label.group, [place])
    else places.push(place)
  })
  for (const [group, places] of placesIn) {
    const maker = known(made[group])
    if (maker.normalizer === undefined && places.length === maker.width) made[group] = { ...maker, normalizer: { path, places } }
  }
}

const branched = (notes: Notes, found: Found, node: Exclude<Node, LayerNode>, path: string, inputOf: InputOf): Found => {
  const { _tag: tag, branches } = node
  const given: Found = { current: found.current, normalizer: undefined }
  const outputs = branches.map((nodes, branch) => follow(notes, nodes, branchPath(tag, path, branch), given, inputOf).current)
  if (tag === 'concatenate') return { current: outputs.flat(), normalizer: undefined }
  const [first = [], ...others] = outputs
  const groups = [...new Set(outputs.flatMap((stream) => [...groupsIn(stream)]))]
  if (others.every((other) => inStep(first, other))) for (const group of groups) notes.ties.push([known(groups[0]), group])
  else for (const group of groups) notes.fixed.add(group)
  return { current: first, normalizer: undefined }
}

/** Whether two streams that are added up pair the channels of whole groups in the same order, so that they could be narrowed together. */
const inStep = (left: Stream, right: Stream): boolean =>
  left.every((label, place) => label !== undefined && label.channel === right[place]?.channel && left[0]?.group === label.group) &&
  right.every((label) => label?.group === right[0]?.group)
