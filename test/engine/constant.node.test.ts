import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('the device copy of an array that nobody holds any more is freed, and its bytes may be had again', async () => {
  const backend = await wasmBackendWith({ limitBytes: 160 })
  const { tensors } = wasmHeap()
  const bytesOf = (length: number): boolean =>
    backend.scope(() => backend.sign(backend.constant(new Float32Array(length), [length])).shape)._tag === 'Right'
  expect(bytesOf(20)).toBe(true)
  expect(wasmHeap().tensors).toBe(tensors + 1)
  for (let attempt = 0; attempt < 50 && wasmHeap().tensors > tensors; attempt += 1) {
    collectGarbage()
    await new Promise((done) => setTimeout(done, 10))
  }
  expect(wasmHeap().tensors).toBe(tensors)
  expect(bytesOf(20)).toBe(true)
  expect(backend.peakBytes()).toBe(160)
})

test('a packed filter is freed with the array that it was made of', async () => {
  const backend = await wasmBackendWith()
  const { tensors } = wasmHeap()
  const convolved = (filter: Float32Array): boolean => {
    const made = backend.scope(() => {
      const options = { filter: backend.constant(filter, [3, 3, 4, 4]), bias: undefined, stride: 1, padding: 1, needsInputGradient: false }
      return backend.conv2d.apply(backend.upload(new Float32Array(36), [1, 3, 3, 4]), options).shape
    })
    return made._tag === 'Right'
  }
  expect(convolved(new Float32Array(144))).toBe(true)
  expect(wasmHeap().tensors).toBe(tensors + 2)
  for (let attempt = 0; attempt < 50 && wasmHeap().tensors > tensors; attempt += 1) {
    collectGarbage()
    await new Promise((done) => setTimeout(done, 10))
  }
  expect(wasmHeap().tensors).toBe(tensors)
})

test('a handle in use keeps its constant, though nobody holds the array it was made of', async () => {
  const backend = await wasmBackendWith()
  const handle = backend.constant(Float32Array.of(3, 4), [2])
  for (let attempt = 0; attempt < 5; attempt += 1) {
    collectGarbage()
    await new Promise((done) => setTimeout(done, 10))
  }
  expect([...(await valuesOf(backend, handle))]).toEqual([3, 4])
})
