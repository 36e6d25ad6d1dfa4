/**
 * The device's copies of arrays that lie in ordinary memory as well. A device can do without any of them: a copy leaves when there is no room,
 * the least recently used first, and is made again when it is used. A copy knows nothing of what it is made of, so that the collector may
 * take that, and the copy with it.
 */
import type { Buffer, Store } from './store.js'

/** A copy's place: what is there now, if anything. */
export interface Copy {
  readonly shape: readonly number[]
  buffer: Buffer | undefined
  /** the number of the use */
  lastUse: number
}

export interface Copies {
  /** A place for a copy, empty, given up when the collector takes `source`. */
  readonly placeFor: (source: object, shape: readonly number[]) => Copy
  /** What was used until now may leave from now on. */
  readonly nextUse: () => void
  /** It may not leave in this use. */
  readonly keep: (copy: Copy) => void
  /** It is there now. */
  readonly put: (copy: Copy, buffer: Buffer) => Buffer
  readonly leave: (copy: Copy) => void
  /** What may leave now, the least recently used first. */
  readonly idle: () => readonly Copy[]
  /** Of all that are there. */
  readonly bytes: () => number
}

export const copiesOn = (store: Store): Copies => {
  const present = new Set<Copy>()
  let bytes = 0
  let use = 0

  const leave = (copy: Copy): void => {
    if (copy.buffer === undefined) return
    store.free(copy.buffer)
    bytes -= store.bytesOf(copy.shape)
    copy.buffer = undefined
    present.delete(copy)
  }
  const collected = new FinalizationRegistry(leave)

  return {
    placeFor: (source, shape) => {
      const copy = { shape, buffer: undefined, lastUse: use }
      collected.register(source, copy)
      return copy
    },
    nextUse: () => {
      use += 1
    },
    keep: (copy) => {
      copy.lastUse = use
    },
    put: (copy, buffer) => {
      copy.buffer = buffer
      bytes += store.bytesOf(copy.shape)
      present.add(copy)
      return buffer
    },
    leave,
    idle: () => [...present].filter(({ lastUse }) => lastUse < use).toSorted((one, other) => one.lastUse - other.lastUse),
    bytes: () => bytes,
  }
}
