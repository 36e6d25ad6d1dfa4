/**
 * Which channels live or die together, derived from the tree: each group is made by one layer, carried by what follows it, and read by the
 * next layers that mix channels. A sum ties a group to another; the network's end makes it the output. What is neither is free.
 *
 * The free groups in forward order are the network's cfg. Type-level twin: the widths of `fold.ts`.
 */
import { definitionOf } from '../layer/layer.js'
import type { Node } from './network.js'
import { bodyPath } from './walk.js'

/** A layer that makes channels, and those that carry them on as they are (batch norms among them). */
export interface Group {
  /** path of the layer that makes the channels */
  readonly maker: string
  readonly width: number
  /** paths of the layers that carry them, in forward order */
  readonly carriers: readonly string[]
  /** paths of the layers that read them: each mixes all channels of the group */
  readonly readers: readonly string[]
}

interface Stream {
  readonly free: readonly Group[]
  /** made, not yet read */
  readonly pending: Group | undefined
}

/**
 * The groups that pruning may narrow, in forward order.
 */
export const freeGroups = (nodes: readonly Node[]): readonly Group[] => follow(nodes, '').free

const follow = (nodes: readonly Node[], prefix: string): Stream =>
  nodes.reduce<Stream>(
    (stream, node, at) => {
      const path = `${prefix}${at}`
      if (node._tag === 'residual') return { free: [...stream.free, ...follow(node.body, bodyPath(path)).free], pending: undefined }
      const { channels } = definitionOf(node.layer)
      if (channels._tag === 'carried') {
        return { ...stream, pending: stream.pending && { ...stream.pending, carriers: [...stream.pending.carriers, path] } }
      }
      return {
        free: stream.pending ? [...stream.free, { ...stream.pending, readers: [path] }] : stream.free,
        pending: { maker: path, width: channels.count(node.layer), carriers: [], readers: [] },
      }
    },
    { free: [], pending: undefined },
  )
