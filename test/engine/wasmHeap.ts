import * as library from '@tensorflow/tfjs-core'

/** Bytes of the WASM heap that tfjs works on (it only ever grows), and how many tensors tfjs itself thinks it holds there. */
export const wasmHeap = (): { readonly bytes: number; readonly tensors: number } => {
  const backend = library.findBackend('wasm') as unknown as {
    readonly wasm: { readonly HEAPU8: Uint8Array }
    readonly numDataIds: () => number
  }
  return { bytes: backend.wasm.HEAPU8.byteLength, tensors: backend.numDataIds() }
}
