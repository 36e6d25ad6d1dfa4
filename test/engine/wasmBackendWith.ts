import * as library from '@tensorflow/tfjs-core'
import { either as E } from 'fp-ts'
import type { Backend } from '../../lib/engine/backend.js'
import { backendOn } from '../../lib/engine/backendOn.js'
import { engineMessage } from '../../lib/engine/engineError.js'
import { wasmEngine } from '../../lib/engine/wasm/wasmEngine.js'
import { simdKernels } from '../../lib/engine/wasm/simd/simdKernels.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import type { TensorLibrary, WasmBackend } from '../../lib/engine/wasm/tensorLibrary.js'
import { wasmDevice } from '../../lib/engine/wasm/wasmDevice.js'

interface Difference {
  /** all that its arrays may take together, instead of what the heap can hold */
  readonly limitBytes?: number
  /** false: loops and stock kernels alone */
  readonly ourKernels?: boolean
}

/** A backend with a ledger of its own on tfjs's one WASM heap, where `startWasm` always gives the same one. */
export const wasmBackendWith = async ({ limitBytes, ourKernels = true }: Difference = {}): Promise<Backend> => {
  const started = await startWasm()()
  if (E.isLeft(started)) throw new Error(engineMessage(started.left))
  const tensorLibrary = library as unknown as TensorLibrary
  const instance = tensorLibrary.findBackend('wasm') as WasmBackend
  const { inPlace, ...portable } = wasmDevice(tensorLibrary, instance, await simdKernels(instance.wasm.asm.memory), limitBytes)
  return backendOn(inPlace !== undefined && ourKernels ? { ...portable, inPlace } : portable, wasmEngine())
}
