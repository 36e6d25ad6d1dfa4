/** Channels by name, followed through a tree: for the reference side of laws of surgery. */
import { branchPath } from '../../lib/network/branching.js'
import type { Node } from '../../lib/network/network.js'
import { visitsOf } from '../../lib/network/visitsOf.js'
import type { Shape } from '../../lib/shape/shape.js'
import { goOn, leaderOf, makes, selects, widthOf } from './leaders.js'
import type { AnyShaped } from './networks.js'

/** Channels by name, "path of the layer or branches that make it#number": those before and after each layer, and what a sum or product makes each of. */
interface Names {
  readonly layers: ReadonlyMap<string, readonly [inputs: string[], outputs: string[]]>
  readonly terms: ReadonlyMap<string, readonly string[]>
  readonly factors: ReadonlyMap<string, readonly string[]>
  /** by a channel, the one of a product that it follows */
  readonly followed: ReadonlyMap<string, string>
}

const channelNames = (from: Shape, nodes: readonly Node[]): Names => {
  const [terms, factors] = [new Map<string, readonly string[]>(), new Map<string, readonly string[]>()]
  const followed = new Map<string, string>()
  const shapes = new Map(visitsOf(from, nodes).map(({ path, input }) => [path, input]))
  const named = new Map<string, readonly [string[], string[]]>()
  const through = (list: readonly Node[], given: string[], prefix: string): string[] =>
    list.reduce<string[]>((inputs, node, at) => {
      const path = `${prefix}${at}`
      if (node._tag !== 'layer') {
        const ends = node.branches.map((branch, number) => through(branch, inputs, branchPath(node._tag, path, number)))
        if (node._tag === 'concatenate') return ends.flat()
        const together = ends[0]!.map((_, channel) => `${path}#${channel}`)
        const parts = node._tag === 'multiply' ? factors : terms
        for (const [channel, name] of together.entries()) {
          parts.set(
            name,
            ends.map((end) => end[channel]!),
          )
          if (node._tag === 'multiply' && leaderOf(node) !== undefined)
            for (const [number, end] of ends.entries()) if (!goOn(node, number)) followed.set(end[channel]!, name)
        }
        return together
      }
      const pixels = shapes
        .get(path)!
        .slice(0, -1)
        .reduce((product, size) => product * size, 1)
      const outputs =
        makes(node) || selects(node)
          ? Array.from({ length: widthOf(node) }, (_, channel) => `${path}#${channel}`)
          : node.layer._tag === 'flatten'
            ? Array.from({ length: pixels }, () => inputs).flat()
            : node.layer._tag === 'padChannels'
              ? [...inputs, ...Array.from({ length: node.layer.added }, (_, channel) => `${path}#${channel}`)]
              : inputs
      named.set(path, [inputs, outputs])
      return outputs
    }, given)
  through(
    nodes,
    Array.from({ length: from.at(-1)! }, (_, channel) => `input#${channel}`),
    '',
  )
  return { layers: named, terms, factors, followed }
}

/** The names before and after each layer, and those that go when these do: sums of nothing else, products, and what follows them. */
export const withoutNames = (
  { input, nodes }: Pick<AnyShaped, 'input' | 'nodes'>,
  gone: readonly string[],
): Pick<Names, 'layers'> & { readonly removed: ReadonlySet<string> } => {
  const { layers, terms, factors, followed } = channelNames(input, nodes)
  const removed = new Set(gone)
  for (let before = -1; before < removed.size; ) {
    before = removed.size
    for (const [name, added] of terms) if (added.every((term) => removed.has(term))) removed.add(name)
    for (const [name, multiplied] of factors) if (multiplied.some((factor) => removed.has(factor))) removed.add(name)
    for (const [name, product] of followed) if (removed.has(product)) removed.add(name)
  }
  return { layers, removed }
}
