/**
 * What any device must do for the ledger (`memory.ts`): hold reference-counted arrays, take values and give them back. What computes on the
 * arrays is the device's own affair, and stands in its folder: loops and SIMD beside WASM, draws beside WebGL.
 */
import type { taskEither as TE } from 'fp-ts'
import type { EngineError } from './engineError.js'

/** A reference to a device's buffer, seen with a shape; structurally tfjs's TensorInfo, whose declarations we keep out of ours. */
export interface Buffer {
  readonly dataId: object
  readonly shape: readonly number[]
}

/** Where a device's arrays lie. */
export interface Store {
  /** "wasm", "webgl". */
  readonly name: string
  /** The most bytes that our arrays may take together. */
  readonly limitBytes: number
  /** The most bytes of one of them: a GPU's largest texture. */
  readonly arrayLimitBytes: number
  /** What an array of that shape takes; views of one buffer take the same. */
  readonly bytesOf: (shape: readonly number[]) => number
  /** Whether so many bytes can be had now (a heap may be too fragmented long before it is full). */
  readonly hasRoomFor: (bytes: number) => boolean
  /** A copy of the values: they may change afterwards. */
  readonly write: (values: Float32Array, shape: readonly number[]) => Buffer
  /** A new array whose values `fill` writes, every one, in their place where the device has them in memory. */
  readonly filled: (shape: readonly number[], fill: (values: Float32Array) => void) => Buffer
  /** The values of all, in one wait, into arrays of their sizes where those are given. The buffers may be freed as soon as it runs. */
  readonly read: (buffers: readonly Buffer[], into?: readonly Float32Array[]) => TE.TaskEither<EngineError, readonly Float32Array[]>
  /** One more reference to the buffer's memory. */
  readonly retain: (buffer: Buffer) => void
  /** One reference less; the last one frees the memory. */
  readonly free: (buffer: Buffer) => void
}
