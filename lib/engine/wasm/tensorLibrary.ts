/** What we use of tfjs, typed here: its own declarations fail strict consumers, so they stay out of ours. */
import type { Buffer } from '../store.js'

/** What we use of tfjs-core's namespace. */
export interface TensorLibrary {
  readonly env: () => { readonly set: (flag: string, value: boolean) => void }
  readonly getBackend: () => string | undefined
  readonly setBackend: (name: string) => Promise<boolean>
  readonly findBackend: (name: string) => unknown
  readonly getKernel: (kernel: string, backend: string) => StockKernel | undefined
}

/** A kernel of tfjs, as it is called without tfjs's engine. */
export interface StockKernel {
  readonly kernelFunc: (call: { readonly inputs: object; readonly attrs: object; readonly backend: WasmBackend }) => Buffer
}

/** What we, and the stock kernels that we run, use of tfjs's WASM backend. */
export interface WasmBackend {
  readonly wasm: {
    readonly _malloc: (bytes: number) => number
    readonly _free: (address: number) => void
    readonly stackSave: () => number
    readonly stackRestore: (pointer: number) => void
    /** the heap itself, in the single-threaded build */
    readonly asm: { readonly memory: object }
  }
  readonly dataIdMap: { readonly get: (dataId: object) => { readonly memoryOffset: number } }
  readonly write: (values: Float32Array | null, shape: readonly number[], dtype: 'float32') => object
  readonly makeOutput: (shape: readonly number[], dtype: 'float32', memoryOffset?: number, values?: Float32Array) => Tensor
  readonly readSync: (dataId: object) => Float32Array
  readonly incRef: (dataId: object) => void
  readonly disposeData: (dataId: object, force?: boolean) => boolean
  /** A view of the heap, good until the next allocation: growth detaches it. */
  readonly typedArrayFromHeap: (tensor: Tensor) => Float32Array
}

export type Tensor = Buffer & { readonly dtype: 'float32' }
