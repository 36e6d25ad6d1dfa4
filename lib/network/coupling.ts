/**
 * Which channels live or die together, derived from the tree. Every channel of every layer's input and output gets a label: the group it
 * was made in and its place there. Labels follow the channels through layers that carry them, through a flatten (one label for every
 * pixel), past each other in a concatenation; a sum ties the groups whose channels it adds up, each to the one that it meets place by place, and in a product channels follow others, whose labels they take.
 *
 * The free groups in forward order are the network's cfg. Type-level twin: the widths of `fold.ts`.
 */
import { definitionOf } from '../layer/layer.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import { branchPath } from './branching.js'
import { type Factor, followed, ledBy } from './leading.js'
import type { LayerNode, Node } from './network.js'
import { groupsIn, type Label, labelled, meeting, type Stream, unlabelled } from './stream.js'
import { visitsOf } from './visitsOf.js'

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
 *   fixed   part of the network's output, selected from by position, or added to (or multiplied by) other places of a group, or what nobody made
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
  /** the layers that make no group's channels but their own, which go where those go that they are multiplied by */
  readonly followers: ReadonlySet<string>
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
  /** by a group that is multiplied by others, the channels that its own follow */
  readonly leaders: Map<number, Stream>
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
  const notes: Notes = { made: [], streams: new Map(), ties: [], fixed: new Set(), leaders: new Map() }
  const start: Found = { current: unlabelled(from.at(-1) ?? 0), normalizer: undefined }
  const { current } = follow(notes, nodes, '', start, (path) => known(inputs.get(path), path))
  const { made, ties, fixed, leaders } = notes
  const inTheEnd = followed(leaders)
  const streams =
    leaders.size === 0
      ? notes.streams
      : new Map(
          [...notes.streams].map(([path, { inputs, outputs, groups }]) => [
            path,
            { inputs: inTheEnd(inputs), outputs: inTheEnd(outputs), groups },
          ]),
        )
  const classOf = classesBy(ties, made.length)
  const tied = new Set(ties.flat().map(classOf))
  const stuck = new Set([...fixed, ...groupsIn(inTheEnd(current))].map(classOf))
  const makers = new Map<number, Made[]>()
  made.forEach((one, group) => {
    if (leaders.has(group)) return
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
    followers: new Set(made.filter((_, group) => leaders.has(group)).map(({ path }) => path)),
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
  const before = { made: notes.made.length, ties: notes.ties.length }
  const outputs = branches.map((nodes, branch) => follow(notes, nodes, branchPath(tag, path, branch), given, inputOf).current)
  if (tag === 'concatenate') return { current: outputs.flat(), normalizer: undefined }
  const led = tag === 'multiply' ? ledBy(outputs.map((stream) => factorOf(notes, stream, before))) : undefined
  if (led !== undefined) {
    for (const [group, leader] of led.followers) notes.leaders.set(group, leader)
    return { current: led.leader, normalizer: undefined }
  }
  const [first = []] = outputs
  for (const output of outputs) {
    const { ties, fixed } = meeting(first, output, (group) => known(notes.made[group]).width)
    notes.ties.push(...ties)
    for (const group of fixed) notes.fixed.add(group)
  }
  return { current: first, normalizer: undefined }
}

/** What a branch ends in; `before` are the numbers of groups and ties in front of it. */
const factorOf = ({ made, ties, fixed }: Notes, stream: Stream, before: { readonly made: number; readonly ties: number }): Factor => {
  const group = stream[0]?.group ?? -1
  const isWhole =
    group >= before.made &&
    known(made[group]).width === stream.length &&
    stream.every((label, place) => label?.group === group && label.channel === place) &&
    !fixed.has(group) &&
    !ties.slice(before.ties).some((tie) => tie.includes(group))
  return {
    stream,
    isGiven: stream.every((label) => label === undefined || label.group < before.made),
    group: isWhole ? group : undefined,
  }
}
