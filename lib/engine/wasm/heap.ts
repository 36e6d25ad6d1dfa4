/**
 * A store whose arrays lie in memory that the processor sees: tensor kernels by name, loops of ours and SIMD run on them in place. It is what
 * `kernels.ts` needs, and all that the operations in this folder know of WASM.
 */
import type { Buffer, Store } from '../store.js'
import type { SimdKernels } from './simd/simdKernels.js'

/** A loop over flat row-major values. It must read and write only inside the arrays it is given; outputs hold anything at first. */
export type Loop = (inputs: readonly Float32Array[], outputs: readonly Float32Array[]) => void

/**
 * Calls to SIMD kernels. Addresses are aligned to 8 bytes, outputs and workspace hold anything at first; nothing may be allocated inside.
 */
export type InPlace = (simd: SimdKernels, inputs: readonly number[], outputs: readonly number[], workspace: number) => void

/** The heap of one instance, as `kernels` needs it. */
export interface Heap extends Store {
  /** A stock kernel of tfjs, whose result is expected to have that shape, in new memory. */
  readonly run: (kernel: string, inputs: Readonly<Record<string, Buffer>>, attributes: object, shape: readonly number[]) => Buffer
  readonly loop: (inputs: readonly Buffer[], shapes: readonly (readonly number[])[], body: Loop) => readonly Buffer[]
  /** Our SIMD kernels over addresses; absent where only loops are to run. */
  readonly inPlace?: (
    inputs: readonly Buffer[],
    shapes: readonly (readonly number[])[],
    workspaceBytes: number,
    body: InPlace,
  ) => readonly Buffer[]
}
