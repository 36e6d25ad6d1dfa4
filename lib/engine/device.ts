/**
 * What a device must do for `kernels`: hold reference-counted buffers, run tensor kernels by name, and run a loop of ours over buffers.
 * The WASM device runs loops in place on its heap; a device that cannot (WebGL) reads the inputs back and uploads the outputs.
 */

import type { SimdKernels } from './simd/simdKernels.js'

/** A reference to a device's buffer, seen with a shape; structurally tfjs's TensorInfo, whose declarations we keep out of ours. */
export interface Buffer {
  readonly dataId: object
  readonly shape: readonly number[]
}

/** A loop over flat row-major values. It must read and write only inside the arrays it is given; outputs hold anything at first. */
export type Loop = (inputs: readonly Float32Array[], outputs: readonly Float32Array[]) => void

/**
 * Calls to SIMD kernels. Addresses are aligned to 8 bytes, outputs and workspace hold anything at first; nothing may be allocated inside.
 */
export type InPlace = (simd: SimdKernels, inputs: readonly number[], outputs: readonly number[], workspace: number) => void

/** One device, as `kernels` needs it. */
export interface Device {
  /** "wasm", "webgl". */
  readonly name: string
  /** The most bytes that our arrays may take together. */
  readonly limitBytes: number
  /** Whether a block of that many bytes can be had now (a heap may be too fragmented long before it is full). */
  readonly hasRoomFor: (bytes: number) => boolean
  readonly write: (values: Float32Array, shape: readonly number[]) => Buffer
  readonly read: (buffer: Buffer, into?: Float32Array) => Promise<Float32Array>
  /** One more reference to the buffer's memory. */
  readonly retain: (buffer: Buffer) => void
  /** One reference less; the last one frees the memory. */
  readonly free: (buffer: Buffer) => void
  /** A stock kernel of tfjs, whose result is expected to have that shape. It is a new reference: to new memory, or (Reshape) to its input's. */
  readonly run: (kernel: string, inputs: Readonly<Record<string, Buffer>>, attributes: object, shape: readonly number[]) => Buffer
  /** Our SIMD kernels over addresses on the device's heap; absent where there is no such heap (WebGL). */
  readonly inPlace?: (
    inputs: readonly Buffer[],
    shapes: readonly (readonly number[])[],
    workspaceBytes: number,
    body: InPlace,
  ) => readonly Buffer[]
  readonly loop: (inputs: readonly Buffer[], shapes: readonly (readonly number[])[], body: Loop) => readonly Buffer[]
}
