import * as library from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Device } from '../../lib/engine/device.js'
import { kernelsOn } from '../../lib/engine/kernels.js'
import { simdKernels } from '../../lib/engine/simd/simdKernels.js'
import { startWasm } from '../../lib/engine/startWasm.js'
import { type TensorLibrary, type WasmBackend, wasmDevice } from '../../lib/engine/wasmDevice.js'
import { known } from '../../lib/shape/invariant.js'
import { right } from '../setup/answers.js'
import { wasmHeap } from './wasmHeap.js'

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
  let device: Device
  let blocks: () => number
  beforeAll(async () => {
    right(await startWasm()())
    const tensorLibrary = library as unknown as TensorLibrary
    const instance = tensorLibrary.findBackend('wasm') as WasmBackend
    const seen = watched(instance)
    blocks = seen.blocks
    const { write, readSync, incRef, disposeData, typedArrayFromHeap } = instance
    const bound = { write, readSync, incRef, disposeData, typedArrayFromHeap }
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

const invariantOfATest = (): never => {
  throw new Error('a mistake in a kernel')
}
