/**
 * tfjs's WebAssembly backend as a `Heap`: its kernels called directly, without tfjs's engine, tape or tidy; loops of ours run in place
 * on its heap. The only file that touches tfjs's private fields (see the test that says what broke after an upgrade).
 */
import { either as E } from 'fp-ts'
import { invariant, known } from '../../shape/invariant.js'
import { elementCount } from '../../shape/shape.js'
import type { Buffer } from '../store.js'
import type { Heap } from './heap.js'
import type { SimdKernels } from './simd/simdKernels.js'
import type { StockKernel, TensorLibrary, Tensor, WasmBackend } from './tensorLibrary.js'
import { undoneWhenThrown } from './undoneWhenThrown.js'

/** A 32-bit heap ends at 4 GiB; the difference is for the kernels' own code, stack, indirection tables and packed filters. */
export const wasmLimitBytes = 2 ** 32 - 2 ** 28

/** What the allocator takes besides where one block becomes several: a header each, and tfjs's note of each tensor. */
const headerBytes = 2 ** 12

/** tfjs's started backend as a heap. */
export const wasmDevice = (library: TensorLibrary, backend: WasmBackend, simd: SimdKernels, limitBytes: number = wasmLimitBytes): Heap => {
  const tensor = (buffer: Buffer): Tensor => ({ dataId: buffer.dataId, shape: buffer.shape, dtype: 'float32' })
  const write = (values: Float32Array | null, shape: readonly number[]): Buffer => ({
    dataId: backend.write(values, shape, 'float32'),
    shape,
  })
  /** Views only when they are used: an allocation may move the heap. */
  const view = (buffer: Buffer): Float32Array =>
    elementCount(buffer.shape) === 0 ? new Float32Array(0) : backend.typedArrayFromHeap(tensor(buffer))
  /** New arrays that `fill` fills; when it throws (a kernel that traps, say) they are nobody's, and freed. */
  const filled = (shapes: readonly (readonly number[])[], fill: (outputs: readonly Buffer[]) => void): readonly Buffer[] => {
    const outputs: Buffer[] = []
    try {
      for (const shape of shapes) outputs.push(write(null, shape))
      fill(outputs)
      return outputs
    } catch (thrown) {
      for (const { dataId } of outputs) backend.disposeData(dataId)
      throw thrown
    }
  }
  const addressOf = ({ dataId }: Buffer): number => backend.dataIdMap.get(dataId).memoryOffset >>> 0
  const kernels = new Map<string, StockKernel>()
  const kernelNamed = (name: string): StockKernel => {
    const found = kernels.get(name) ?? library.getKernel(name, 'wasm') ?? invariant(`tfjs-wasm has no kernel ${name}`)
    kernels.set(name, found)
    return found
  }
  return {
    name: 'wasm',
    limitBytes,
    arrayLimitBytes: limitBytes,
    bytesOf: (shape) => 4 * elementCount(shape),
    hasRoomFor: (bytes) => {
      // A block that cannot be had is no error to tfjs: it would hand out address 0, and a kernel would write over its own code's data.
      const address = backend.wasm._malloc(bytes + headerBytes)
      if (address === 0) return false
      backend.wasm._free(address)
      return true
    },
    write,
    filled: (shape, fill) => known(filled([shape], ([output]) => fill(view(known(output))))[0]),
    read: (buffers, into) => async () =>
      E.right(
        buffers.map((buffer, at) => {
          const values = into?.[at]
          if (values === undefined) return backend.readSync(buffer.dataId)
          values.set(view(buffer))
          return values
        }),
      ),
    retain: (buffer) => backend.incRef(buffer.dataId),
    free: (buffer) => {
      backend.disposeData(buffer.dataId)
    },
    run: (name, inputs, attributes) => {
      const tensors = Object.fromEntries(Object.entries(inputs).map(([input, buffer]) => [input, tensor(buffer)]))
      const { kernelFunc } = kernelNamed(name)
      const { dataId, shape } = undoneWhenThrown(backend, (noting) => kernelFunc({ inputs: tensors, attrs: attributes, backend: noting }))
      return { dataId, shape }
    },
    inPlace: (inputs, shapes, workspaceBytes, body) =>
      filled(shapes, (outputs) => {
        const workspace = workspaceBytes === 0 ? 0 : backend.wasm._malloc(workspaceBytes) >>> 0
        try {
          body(simd, inputs.map(addressOf), outputs.map(addressOf), workspace)
        } finally {
          if (workspace !== 0) backend.wasm._free(workspace)
        }
      }),
    loop: (inputs, shapes, body) =>
      filled(shapes, (outputs) => {
        body(inputs.map(view), outputs.map(view))
      }),
  }
}
