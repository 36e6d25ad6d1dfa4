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
import { stepsOf } from './stepsOf.js'
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
}

/** The groups of a tree, in forward order of their first makers, and where their channels go. */
export interface Coupling {
  readonly groups: readonly Group[]
  readonly streams: ReadonlyMap<string, LayerStreams>
  /** the number of the group in `groups` that a label's channel belongs to */
  readonly groupOf: (label: Label) => number
}

/** What was found up to a place in the tree. */
interface Found {
  readonly made: readonly Made[]
  readonly streams: readonly (readonly [path: string, streams: LayerStreams])[]
  /** groups that a sum adds up, channel by channel */
  readonly ties: readonly (readonly [number, number])[]
  readonly fixed: readonly number[]
  readonly current: Stream
  /** the last batch norm that `current` has passed since it was made, as long as each channel is where it was there */
  readonly normalizer: string | undefined
}

interface Made extends Maker {
  readonly width: number
}

/** The coupling of a tree that takes this shape. */
export const couplingOf = (from: Shape, nodes: readonly Node[]): Coupling => {
  const inputs = new Map(stepsOf(from, nodes).map(({ path, input }) => [path, input]))
  const start: Found = { made: [], streams: [], ties: [], fixed: [], current: unlabelled(from.at(-1) ?? 0), normalizer: undefined }
  const { made, streams, ties, fixed, current } = follow(nodes, '', start, (path) => known(inputs.get(path), path))
  const first = ties.reduce<readonly number[]>(
    (classes, [left, right]) => {
      const [low, high] = [classes[left] ?? left, classes[right] ?? right].toSorted((one, other) => one - other) as [number, number]
      return low === high ? classes : classes.map((one) => (one === high ? low : one))
    },
    made.map((_, group) => group),
  )
  const classOf = (group: number): number => first[group] ?? group
  const tied = new Set(ties.flat().map(classOf))
  const stuck = new Set([...fixed, ...groupsIn(current)].map(classOf))
  const heads = made.flatMap((_, group) => (classOf(group) === group ? [group] : []))
  const numbers = made.map((_, group) => heads.indexOf(classOf(group)))
  return {
    groups: heads.map((head) => ({
      fate: stuck.has(head) ? 'fixed' : tied.has(head) ? 'tied' : 'free',
      makers: made.flatMap(({ path, normalizer }, group) => (classOf(group) === head ? [{ path, normalizer }] : [])),
      width: known(made[head]).width,
    })),
    streams: new Map(streams),
    groupOf: ({ group }) => known(numbers[group]),
  }
}

/** The groups that pruning may narrow, in forward order. */
export const freeGroups = (from: Shape, nodes: readonly Node[]): readonly Group[] =>
  couplingOf(from, nodes).groups.filter(({ fate }) => fate === 'free')

const unlabelled = (width: number): Stream => new Array<undefined>(width).fill(undefined)

const groupsIn = (stream: Stream): readonly number[] => [...new Set(stream.flatMap((label) => label?.group ?? []))]

type InputOf = (path: string) => Shape

const follow = (nodes: readonly Node[], prefix: string, start: Found, inputOf: InputOf): Found =>
  nodes.reduce<Found>((found, node, at) => {
    const path = `${prefix}${at}`
    return node._tag === 'layer' ? passed(found, node, path, inputOf(path)) : branched(found, node, path, inputOf)
  }, start)

const passed = (found: Found, node: LayerNode, path: string, input: Shape): Found => {
  const { layer } = node
  const { channels } = definitionOf(layer)
  const inputs = found.current
  if (channels._tag === 'carried') {
    const outputs = channels.along(inputs, input, layer)
    const normalizes = layer._tag === 'batchNorm'
    return {
      ...found,
      made: normalizes ? found.made.map((made, group) => normalizedBy(made, group, path, inputs)) : found.made,
      streams: [...found.streams, [path, { inputs, outputs }]],
      current: outputs,
      normalizer: normalizes ? path : outputs === inputs ? found.normalizer : undefined,
    }
  }
  const width = channels.count(layer)
  const group = found.made.length
  const outputs = Array.from({ length: width }, (_, channel): Label => ({ group, channel }))
  const selects = channels._tag === 'selected'
  const normalizer = selects && found.normalizer !== undefined ? { path: found.normalizer, places: placesOf(node) } : undefined
  return {
    ...found,
    made: [...found.made, { path, width, normalizer }],
    streams: [...found.streams, [path, { inputs, outputs }]],
    fixed: selects ? [...found.fixed, ...groupsIn(inputs)] : found.fixed,
    current: outputs,
    normalizer: undefined,
  }
}

const placesOf = ({ arrays }: LayerNode): readonly number[] => Array.from(known(arrays.positions))

/** A group's normalizer is the first batch norm that has one scale for each of its channels (behind a flatten it has one a pixel). */
const normalizedBy = (made: Made, group: number, path: string, stream: Stream): Made => {
  if (made.normalizer !== undefined) return made
  const places = stream.flatMap((label, place) => (label?.group === group ? [place] : []))
  return places.length === made.width ? { ...made, normalizer: { path, places } } : made
}

const branched = (found: Found, node: Exclude<Node, LayerNode>, path: string, inputOf: InputOf): Found => {
  const { _tag: tag, branches } = node
  const { all, outputs } = branches.reduce<{ readonly all: Found; readonly outputs: readonly Stream[] }>(
    (soFar, nodes, branch) => {
      const given = { ...soFar.all, current: found.current, normalizer: undefined }
      const all = follow(nodes, branchPath(tag, path, branch), given, inputOf)
      return { all, outputs: [...soFar.outputs, all.current] }
    },
    { all: found, outputs: [] },
  )
  if (tag === 'concatenate') return { ...all, current: outputs.flat(), normalizer: undefined }
  const [first = [], ...others] = outputs
  const groups = [...new Set(outputs.flatMap(groupsIn))]
  const together = others.every((other) => inStep(first, other))
  return {
    ...all,
    ties: together ? [...all.ties, ...groups.map((group) => [known(groups[0]), group] as const)] : all.ties,
    fixed: together ? all.fixed : [...all.fixed, ...groups],
    current: first,
    normalizer: undefined,
  }
}

/** Whether two streams that are added up pair the channels of whole groups in the same order, so that they could be narrowed together. */
const inStep = (left: Stream, right: Stream): boolean =>
  left.every((label, place) => label !== undefined && label.channel === right[place]?.channel && left[0]?.group === label.group) &&
  right.every((label) => label?.group === right[0]?.group)
