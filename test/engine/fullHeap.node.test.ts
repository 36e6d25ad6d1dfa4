// In a realm of its own, because a heap that has grown to its end stays so. Its pages are never touched, so it takes no memory for real.
import * as library from '@tensorflow/tfjs-core'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import type { WasmBackend } from '../../lib/engine/wasm/tensorLibrary.js'
import { right } from '../setup/answers.js'
import { valuesOf } from './valuesOf.js'

/** Take all that is left, in blocks as large as can be had, down to the smallest. */
const fill = ({ _malloc }: WasmBackend['wasm']): readonly number[] => {
  const blocks: number[] = []
  for (let size = 2 ** 31; size >= 16; ) {
    const address = _malloc(size)
    if (address === 0) size /= 2
    else blocks.push(address)
  }
  return blocks
}

test('a heap that others have filled, but for a hole: what does not fit is refused, also where the hole would hold it in one piece', async () => {
  const backend = right(await startWasm()())
  const { wasm } = library.findBackend('wasm') as unknown as WasmBackend
  const length = 2 ** 18
  const options = { learningRate: 1, momentum: 0.5, nesterov: false, weightDecay: 0 }
  const [parameter, gradient] = [1, 2].map((value) => backend.upload(new Float32Array(length).fill(value), [length])) as [
    DeviceArray,
    DeviceArray,
  ]
  const step = () => backend.scope(() => backend.sgd(parameter, gradient, undefined, options).parameter)
  const lowest = (): readonly number[] => [...new Uint8Array((wasm.asm.memory as WebAssembly.Memory).buffer, 0, 1024)]
  const untouched = lowest()

  const hole = wasm._malloc(2 * 4 * length)
  const others = fill(wasm)
  const numbers = { backend: 'wasm', liveBytes: 8 * length, limitBytes: backend.limitBytes }
  const small = backend.scope(() => backend.sign(backend.upload(Float32Array.of(1), [1])))
  expect(small).toEqual(E.left({ _tag: 'OutOfMemory', requestedBytes: 4, ...numbers }))
  wasm._free(hole)
  expect(step()).toEqual(E.left({ _tag: 'OutOfMemory', requestedBytes: 8 * length, ...numbers }))
  expect(lowest()).toEqual(untouched)
  expect(backend.liveArrays()).toEqual({ count: 2, bytes: 8 * length })

  for (const address of others) wasm._free(address)
  const next = right(step())
  expect((await valuesOf(backend, next)).every((value) => value === -1)).toBe(true)
  for (const array of [parameter, gradient, next]) backend.release(array)
})
