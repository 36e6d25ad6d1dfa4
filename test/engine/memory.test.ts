import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { relu } from '../../lib/layer/relu.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

const ended = /was used after its release, or belongs to another backend/

describe('owning an array', () => {
  let backend: Backend
  beforeAll(async () => {
    backend = await wasmBackendWith()
  })
  const ones = (...shape: readonly number[]): DeviceArray =>
    backend.upload(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape)
  const alive = (): readonly [number, number] => [backend.liveArrays().count, backend.liveArrays().bytes]

  test('an array is counted with its bytes until it is released', () => {
    expect(alive()).toEqual([0, 0])
    const [a, b] = [ones(2, 3), ones()]
    expect(alive()).toEqual([2, 28])
    backend.release(a)
    expect(alive()).toEqual([1, 4])
    backend.release(b)
    expect(alive()).toEqual([0, 0])
  })

  test('a handle shows a shape that nobody can change, and no memory', () => {
    const shape = [2, 3]
    const array = backend.upload(new Float32Array(6), shape)
    shape[0] = 7
    expect(array).toEqual({ shape: [2, 3] })
    expect(Object.isFrozen(array) && Object.isFrozen(array.shape)).toBe(true)
    backend.release(array)
  })

  test('what is uploaded is a copy', async () => {
    const values = Float32Array.of(1, 2)
    const array = backend.upload(values, [2])
    values[0] = 9
    const read = await valuesOf(backend, array)
    expect([...read]).toEqual([1, 2])
    read[1] = 9
    expect([...(await valuesOf(backend, array))]).toEqual([1, 2])
    backend.release(array)
  })

  test.each<readonly [string, (array: DeviceArray) => unknown]>([
    ['released again', (array) => backend.release(array)],
    ['shared', (array) => backend.share(array)],
    ['taken by an operation', (array) => backend.activation.apply(array, relu)],
    ['borrowed by an operation', (array) => backend.sign(array)],
    ['reshaped', (array) => backend.reshape.apply(array, [4])],
  ])('after its release an array cannot be %s', (_, use) => {
    const array = ones(2, 2)
    backend.release(array)
    expect(() => use(array)).toThrow(ended)
    expect(alive()).toEqual([0, 0])
  })

  test('after its release an array cannot be read', async () => {
    const array = ones(2)
    backend.release(array)
    await expect(valuesOf(backend, array)).rejects.toThrow(ended)
  })

  test('what an operation took is gone', () => {
    const input = ones(2, 2)
    const output = backend.activation.apply(input, relu)
    expect(() => backend.release(input)).toThrow(ended)
    backend.release(output)
    expect(alive()).toEqual([0, 0])
  })

  test('a pullback cannot be called twice', () => {
    const [output, pullback] = backend.activation.differentiate(ones(2, 2), relu)
    backend.release(output)
    backend.release(pullback(ones(2, 2)).input)
    expect(alive()).toEqual([0, 0])
    const gradient = ones(2, 2)
    expect(() => pullback(gradient)).toThrow(ended)
    backend.release(gradient)
    expect(alive()).toEqual([0, 0])
  })

  test('arrays of another backend, and objects that look like arrays, are refused', async () => {
    const other = await wasmBackendWith()
    const foreign = other.upload(new Float32Array(2), [2])
    const own = ones(2)
    expect(() => backend.sign(foreign)).toThrow(ended)
    expect(() => backend.combine(1, own, 1, foreign)).toThrow(ended)
    expect(() => backend.release(foreign)).toThrow(ended)
    expect(() => backend.sign({ shape: own.shape })).toThrow(ended)
    expect(() => backend.sign({ ...own })).toThrow(ended)
    other.release(foreign)
    backend.release(own)
    expect(alive()).toEqual([0, 0])
    expect(other.liveArrays()).toEqual({ count: 0, bytes: 0 })
  })

  test('an array of another size than its values is refused, up and down', async () => {
    expect(() => backend.upload(new Float32Array(5), [2, 3])).toThrow('an array of shape [2,3] was given 5 values')
    expect(() => backend.upload([2, 3] as never, undefined as never)).toThrow("an array's shape is a list of sizes, not undefined")
    expect(() => backend.constant(new Float32Array(5), [2, 3])).toThrow('given 5 values')
    const array = ones(2, 3)
    await expect(valuesOf(backend, array, new Float32Array(5))).rejects.toThrow('given 5 values')
    const into = new Float32Array(6)
    expect(await valuesOf(backend, array, into)).toBe(into)
    expect([...into]).toEqual([1, 1, 1, 1, 1, 1])
    backend.release(array)
    expect(alive()).toEqual([0, 0])
  })

  test('a share is a second handle to the same memory, which lives as long as one of them', async () => {
    const { tensors } = wasmHeap()
    const first = ones(2, 3)
    const second = backend.share(first)
    const third = backend.share(second)
    expect(second).not.toBe(first)
    expect(alive()).toEqual([3, 24])
    backend.release(first)
    expect(() => backend.share(first)).toThrow(ended)
    expect(alive()).toEqual([2, 24])
    backend.release(third)
    expect([...(await valuesOf(backend, second))]).toEqual([1, 1, 1, 1, 1, 1])
    expect(wasmHeap().tensors).toBe(tensors + 1)
    backend.release(second)
    expect(alive()).toEqual([0, 0])
    expect(wasmHeap().tensors).toBe(tensors)
  })

  test('an array without elements is an array', async () => {
    const empty = backend.upload(new Float32Array(0), [0, 3])
    expect(alive()).toEqual([1, 0])
    expect((await valuesOf(backend, empty)).length).toBe(0)
    backend.release(empty)
    expect(alive()).toEqual([0, 0])
  })

  test('outside every scope nothing is freed by itself, and a Right leaves what it found', () => {
    const array = ones(2)
    expect(backend.scope(() => 'nothing of it')).toEqual(E.right('nothing of it'))
    expect(alive()).toEqual([1, 8])
    backend.release(array)
  })
})
