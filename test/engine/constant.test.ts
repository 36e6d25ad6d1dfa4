import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { relu } from '../../lib/layer/relu.js'
import { right } from '../setup/answers.js'
import { arrayFrom } from './arbitraryArray.js'
import { expectClose } from './expectClose.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

describe('constants', () => {
  let backend: Backend
  beforeAll(async () => {
    backend = await wasmBackendWith()
  })
  const nothing = { count: 0, bytes: 0 }

  /** What an operation reads of a constant of positive numbers; a download need not ask the device. */
  const used = async (constant: DeviceArray): Promise<readonly number[]> => {
    const output = right(backend.scope(() => backend.activation.apply(constant, relu)))
    const values = [...(await valuesOf(backend, output))]
    backend.release(output)
    return values
  }

  test('one copy for an array and a shape, made when it is first used, however often it is asked for', async () => {
    const values = Float32Array.of(1, 2, 3, 4)
    const { tensors } = wasmHeap()
    const row = backend.constant(values, [4])
    expect(backend.constant(values, [4])).toBe(row)
    expect(wasmHeap().tensors).toBe(tensors)
    for (let use = 0; use < 2; use += 1) expect(await used(row)).toEqual([1, 2, 3, 4])
    expect(wasmHeap().tensors).toBe(tensors + 1)
    const square = backend.constant(values, [2, 2])
    expect(square.shape).toEqual([2, 2])
    expect(backend.constant(values, [2, 2])).toBe(square)
    expect(backend.constant(values, [4])).toBe(row)
    expect(backend.constant(values.slice(), [4])).not.toBe(row)
    expect(await used(square)).toEqual([1, 2, 3, 4])
    expect(wasmHeap().tensors).toBe(tensors + 2)
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('no release, no operation that takes it and no scope ends it', async () => {
    const values = Float32Array.of(-1, 2)
    const made = backend.scope(() => {
      const array = backend.constant(values, [1, 2])
      expect(backend.share(array)).toBe(array)
      backend.release(array)
      backend.release(array)
      backend.activation.apply(array, relu)
      const [, pullback] = backend.activation.differentiate(array, relu)
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
    expect([...(await valuesOf(backend, backend.constant(values, [1, 2])))]).toEqual([-1, 2])
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('is another array on another backend', async () => {
    const other = await wasmBackendWith()
    const values = Float32Array.of(1)
    expect(other.constant(values, [1])).not.toBe(backend.constant(values, [1]))
    expect(() => other.sign(backend.constant(values, [1]))).toThrow('another backend')
  })

  const channels = 32
  const filterOf = (): Float32Array => Float32Array.from(arrayFrom(1, [3, 3, channels, channels]).values)
  const mapsOf = (size: number): Float32Array => Float32Array.from(arrayFrom(2, [1, size, size, channels]).values)
  /** A convolution of one image by a filter that is a constant or not. */
  const convolved = async (on: Backend, filter: Float32Array, size: number, stride: number, asConstant: boolean): Promise<Float32Array> => {
    const shape = [3, 3, channels, channels]
    const made = on.scope(() =>
      on.conv2d.apply(on.upload(mapsOf(size), [1, size, size, channels]), {
        filter: asConstant ? on.constant(filter, shape) : on.upload(filter, shape),
        bias: undefined,
        stride,
        padding: 1,
        needsInputGradient: false,
      }),
    )
    const output = right(made)
    const values = await valuesOf(on, output)
    on.release(output)
    return values
  }

  test.each([
    ['Winograd', 8, 1],
    ['direct', 8, 2],
    ['direct where Winograd would be slower', 3, 1],
  ])('a filter that is one is packed once and then reused, %s', async (_kind, size, stride) => {
    const filter = filterOf()
    const { tensors } = wasmHeap()
    const first = await convolved(backend, filter, size, stride, true)
    expect(wasmHeap().tensors).toBe(tensors + 2)
    expect(await convolved(backend, filter, size, stride, true)).toEqual(first)
    expect(wasmHeap().tensors).toBe(tensors + 2)
    expectClose(first, Float64Array.from(await convolved(backend, filter, size, stride, false)), 'output', 1e-5)
    expect(wasmHeap().tensors).toBe(tensors + 2)
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('packed by two kernels it is kept twice, each as it is', async () => {
    const filter = filterOf()
    const [winograd, direct] = [await convolved(backend, filter, 8, 1, true), await convolved(backend, filter, 8, 2, true)]
    expect(await convolved(backend, filter, 8, 1, true)).toEqual(winograd)
    expect(await convolved(backend, filter, 8, 2, true)).toEqual(direct)
  })

  test('a packed copy counts towards the limit and the peak', async () => {
    const filterBytes = 4 * 9 * channels ** 2
    const held = (on: Backend): number => {
      const refused = on.scope(() => on.upload(new Float32Array(2 ** 28), [2 ** 28]))
      return E.isLeft(refused) && refused.left._tag === 'OutOfMemory' ? refused.left.liveBytes : Number.NaN
    }
    const kept = await wasmBackendWith({ limitBytes: 8 * filterBytes })
    const filter = filterOf()
    await convolved(kept, filter, 8, 2, true)
    // whole cache lines, and one more to begin on one
    expect(held(kept)).toBe(2 * filterBytes + 64)
    expect(kept.peakBytes()).toBeGreaterThan(2 * filterBytes + 64)
    expect(kept.liveArrays()).toEqual(nothing)
    expect(filter.length).toBe(9 * channels ** 2)
  })

  test('counts towards the limit and the peak', async () => {
    const small = await wasmBackendWith({ limitBytes: 100 })
    const [kept, more] = [new Float32Array(10), new Float32Array(26)]
    const signs = (values: Float32Array) => small.scope(() => small.sign(small.constant(values, [values.length])).shape)
    expect(signs(kept)).toEqual(E.right([10]))
    expect(small.peakBytes()).toBe(80)
    expect(signs(more)).toEqual(E.left({ _tag: 'OutOfMemory', backend: 'wasm', requestedBytes: 104, liveBytes: 40, limitBytes: 100 }))
    expect(signs(kept)).toEqual(E.right([10]))
    expect(small.peakBytes()).toBe(80)
  })
})
