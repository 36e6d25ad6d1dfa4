import * as library from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Buffer } from '../../lib/engine/store.js'
import type { Heap } from '../../lib/engine/wasm/heap.js'
import { kernelsOn } from '../../lib/engine/wasm/kernels.js'
import { simdKernels } from '../../lib/engine/wasm/simd/simdKernels.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import type { StockKernel, TensorLibrary, WasmBackend } from '../../lib/engine/wasm/tensorLibrary.js'
import { wasmDevice } from '../../lib/engine/wasm/wasmDevice.js'
import { known } from '../../lib/shape/invariant.js'
import { right } from '../setup/answers.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

/** Blocks of tfjs's allocator that were asked for and not given back. */
const watched = (backend: WasmBackend): { readonly backend: WasmBackend; readonly blocks: () => number } => {
  const open = new Set<number>()
  const { _malloc: malloc, _free: free } = backend.wasm
  const wasm = {
    ...backend.wasm,
    _malloc: (bytes: number): number => {
      const address = malloc(bytes)
      open.add(address)
      return address
    },
    _free: (address: number): void => {
      open.delete(address)
      free(address)
    },
  }
  // the same instance with another allocator in front: methods of the class still find its state
  return { backend: Object.assign(Object.create(backend) as WasmBackend, { wasm }), blocks: () => open.size }
}

describe('an operation that throws in its middle', () => {
  let device: Heap
  let blocks: () => number
  beforeAll(async () => {
    right(await startWasm()())
    const tensorLibrary = library as unknown as TensorLibrary
    const instance = tensorLibrary.findBackend('wasm') as WasmBackend
    const seen = watched(instance)
    blocks = seen.blocks
    const { write, makeOutput, readSync, incRef, disposeData, typedArrayFromHeap } = instance
    const bound = { write, makeOutput, readSync, incRef, disposeData, typedArrayFromHeap }
    const methods = Object.fromEntries(Object.entries(bound).map(([name, method]) => [name, (method as () => void).bind(instance)]))
    device = wasmDevice(tensorLibrary, Object.assign(seen.backend, methods), await simdKernels(instance.wasm.asm.memory))
  })

  test('leaves neither outputs nor workspace: a kernel that traps, one that runs before it, a loop', () => {
    const kernels = kernelsOn(device)
    const before = { alive: kernels.liveArrays(), tensors: wasmHeap().tensors, blocks: blocks() }
    const input = () => kernels.upload(Float32Array.of(1, 2, 3, 4), [4])
    const traps: readonly (() => unknown)[] = [
      () => kernels.inPlace?.([input()], [[1024], [7]], 4096, (simd, [x]) => simd.addElements(x, x, 0xffff_0000, 2 ** 20)),
      () =>
        kernels.inPlace?.([input()], [[4]], 4096, (simd, [x], [y]) => {
          simd.addElements(x, x, y, 4)
          throw new RangeError('in the middle')
        }),
      // what is kept is made when it is used
      () => {
        const kept = kernels.keptInPlace?.(kernels.constant(new Float32Array(4), [4]), 'kept', [64], 64, () => invariantOfATest())
        return kernels.inPlace?.([known(kept)], [[4]], 0, () => undefined)
      },
      () => kernels.loop([input()], [[3], [5]], () => invariantOfATest()),
    ]
    const kept = wasmHeap().tensors
    traps.forEach((trap) => expect(() => kernels.scope(trap)).toThrow())
    // the constant of the third stays as long as its array
    expect({ alive: kernels.liveArrays(), tensors: wasmHeap().tensors - 1, blocks: blocks() }).toEqual({ ...before, tensors: kept })
  })
})

describe('a stock kernel that throws in its middle', () => {
  const tensorLibrary = library as unknown as TensorLibrary
  let instance: WasmBackend
  beforeAll(async () => {
    right(await startWasm()())
    instance = tensorLibrary.findBackend('wasm') as WasmBackend
  })

  const deviceWhere = async (kernelFunc?: StockKernel['kernelFunc']): Promise<Heap> => {
    const getKernel: TensorLibrary['getKernel'] = (...asked) =>
      kernelFunc === undefined ? tensorLibrary.getKernel(...asked) : { kernelFunc }
    return wasmDevice({ ...tensorLibrary, getKernel }, instance, await simdKernels(instance.wasm.asm.memory))
  }

  test('leaves no output, no scratch, and no reference to its inputs', async () => {
    const kernels = kernelsOn(
      await deviceWhere(({ inputs, backend }) => {
        const { x } = inputs as { readonly x: { readonly dataId: object; readonly shape: readonly number[] } }
        const done = backend.makeOutput([7], 'float32')
        backend.makeOutput([1024], 'float32')
        backend.write(Float32Array.of(1, 2), [2], 'float32')
        // as BatchMatMul does: its inputs reshaped, which is one more reference to each
        backend.incRef(x.dataId)
        backend.incRef(x.dataId)
        backend.disposeData(x.dataId)
        backend.disposeData(done.dataId)
        return invariantOfATest()
      }),
    )
    const before = { alive: kernels.liveArrays(), tensors: wasmHeap().tensors }
    const input = kernels.upload(Float32Array.of(1, 2, 3, 4), [4])
    expect(() => kernels.scope(() => kernels.run('Throwing', { x: input }, {}, [4]))).toThrow('a mistake in a kernel')
    expect([...(await valuesOf(kernels, input))]).toEqual([1, 2, 3, 4])
    kernels.release(input)
    expect({ alive: kernels.liveArrays(), tensors: wasmHeap().tensors }).toEqual(before)
  })

  test('may be a real one that reads past the end of the heap: arrays, references and stack are as before, and it still computes', async () => {
    const device = await deviceWhere()
    const product = (x: Buffer, weight: Buffer): Buffer =>
      device.run('BatchMatMul', { a: x, b: weight }, { transposeA: false, transposeB: false }, [1, 1, 1])
    const row = device.write(Float32Array.of(2, 3), [1, 1, 2])
    const written = (): Buffer => device.write(Float32Array.of(5, 7), [1, 2, 1])
    const column = written()
    const before = { tensors: wasmHeap().tensors, stack: instance.wasm.stackSave() }
    const size = 20_000
    for (let time = 0; time < 3; time += 1) {
      const tooLarge = [
        { ...row, shape: [1, size, size] },
        { ...column, shape: [1, size, 1] },
      ] as const
      expect(() => product(...tooLarge)).toThrow(WebAssembly.RuntimeError)
      expect({ tensors: wasmHeap().tensors, stack: instance.wasm.stackSave() }).toEqual(before)
    }
    // another column: the kernel keeps what it prepared for the first, at the size that it was told
    device.free(column)
    const other = written()
    const output = product(row, other)
    expect([...known(right(await device.read([output])())[0])]).toEqual([31])
    for (const buffer of [output, row, other]) device.free(buffer)
    expect(wasmHeap().tensors).toBe(before.tensors - 2)
  })
})

const invariantOfATest = (): never => {
  throw new Error('a mistake in a kernel')
}
