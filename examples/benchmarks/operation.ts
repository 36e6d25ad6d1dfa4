import type { Backend } from 'narrownet'
import type { DeviceArray } from '../../lib/engine/backend.js'
import type { Contestant } from './interleaved.js'
import type { OnnxInput } from './onnxRuntime.js'
import type { Tensor, Tfjs } from './stockTfjs.js'

/** An operation to be timed, ours and its peers'. */
export interface Operation {
  readonly name: string
  /** floats read and written */
  readonly floats: number
  readonly flops?: number
  readonly own: (backend: Backend, make: (shape: readonly number[], seed: number) => DeviceArray) => Contestant['run']
  readonly stock: (tf: Tfjs, make: (shape: readonly number[], seed: number) => Tensor) => Contestant['run']
  /** the same for onnxruntime, where it is asked */
  readonly onnx?: () => { readonly model: Uint8Array; readonly input: OnnxInput }
}
