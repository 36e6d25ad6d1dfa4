import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'

describe('constants', () => {
  let backend: Backend
  beforeAll(async () => {
    backend = await wasmBackendWith()
  })
  const nothing = { count: 0, bytes: 0 }

  test('one copy for an array and a shape, however often it is asked for', async () => {
    const values = Float32Array.of(1, 2, 3, 4)
    const { tensors } = wasmHeap()
    const row = backend.constant(values, [4])
    expect(backend.constant(values, [4])).toBe(row)
    expect(wasmHeap().tensors).toBe(tensors + 1)
    const square = backend.constant(values, [2, 2])
    expect(square.shape).toEqual([2, 2])
    expect(backend.constant(values, [2, 2])).toBe(square)
    expect(backend.constant(values, [4])).toBe(row)
    expect(wasmHeap().tensors).toBe(tensors + 2)
    expect(backend.constant(values.slice(), [4])).not.toBe(row)
    expect([...(await backend.download(square))]).toEqual([1, 2, 3, 4])
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('no release, no operation that takes it and no scope ends it', async () => {
    const values = Float32Array.of(-1, 2)
    const made = backend.scope(() => {
      const array = backend.constant(values, [1, 2])
      expect(backend.share(array)).toBe(array)
      backend.release(array)
      backend.release(array)
      backend.relu.apply(array, undefined)
      const [, pullback] = backend.relu.differentiate(array, undefined)
      backend.release(pullback(backend.upload(Float32Array.of(1, 1), [1, 2])).input)
      return 'not the array'
    })
    expect(E.isRight(made)).toBe(true)
    expect(() =>
      backend.scope(() => {
        backend.constant(values, [1, 2])
        throw new Error('a bug')
      }),
    ).toThrow('a bug')
    expect([...(await backend.download(backend.constant(values, [1, 2])))]).toEqual([-1, 2])
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('is another array on another backend', async () => {
    const other = await wasmBackendWith()
    const values = Float32Array.of(1)
    expect(other.constant(values, [1])).not.toBe(backend.constant(values, [1]))
    expect(() => other.sign(backend.constant(values, [1]))).toThrow('another backend')
  })

  test('counts towards the limit and the peak', async () => {
    const small = await wasmBackendWith({ limitBytes: 100 })
    const [kept, more] = [new Float32Array(20), new Float32Array(10)]
    expect(E.isRight(small.scope(() => small.constant(kept, [20]).shape))).toBe(true)
    expect(small.peakBytes()).toBe(80)
    expect(small.scope(() => small.constant(more, [10]))).toEqual(
      E.left({ _tag: 'OutOfMemory', backend: 'wasm', requestedBytes: 40, liveBytes: 80, limitBytes: 100 }),
    )
    expect(E.isRight(small.scope(() => small.constant(kept, [20])))).toBe(true)
    expect(small.peakBytes()).toBe(80)
  })
})
