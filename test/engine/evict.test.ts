// Constants leave the device when there is no room, and come back when they are used.
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { right } from '../setup/answers.js'
import { arrayFrom } from './arbitraryArray.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

const bytes = 32
const eight = (seed: number): Float32Array => Float32Array.from(arrayFrom(seed, [8]).values)
const read = async (backend: Backend, made: E.Either<unknown, DeviceArray>): Promise<readonly number[]> => {
  const array = right(made)
  const values = [...(await valuesOf(backend, array))]
  backend.release(array)
  return values
}
const doubled = (backend: Backend, values: Float32Array): Promise<readonly number[]> =>
  read(
    backend,
    backend.scope(() => {
      const constant = backend.constant(values, [8])
      return backend.combine(1, constant, 1, constant)
    }),
  )
/** Whether there is a copy of it on the device; afterwards there is none. */
const wasThere = (backend: Backend, values: Float32Array): boolean => {
  const { tensors } = wasmHeap()
  backend.evict(values)
  return wasmHeap().tensors < tensors
}

describe('where something does not fit', () => {
  test('the constant that was not used for longest leaves, and only as many as must', async () => {
    const backend = await wasmBackendWith({ limitBytes: 4 * bytes })
    const [a, b, c, d] = [eight(1), eight(2), eight(3), eight(4)] as const
    for (const values of [a, b, c, a, d]) expect(await doubled(backend, values)).toEqual([...values].map((value) => 2 * value))
    expect([a, b, c, d].map((values) => wasThere(backend, values))).toEqual([true, false, true, true])
    expect(backend.peakBytes()).toBe(4 * bytes)
    expect(backend.liveArrays()).toEqual({ count: 0, bytes: 0 })
  })

  test('a handle to what has left is as good as before', async () => {
    const backend = await wasmBackendWith({ limitBytes: 3 * bytes })
    const handle = backend.constant(eight(1), [8])
    for (let seed = 2; seed < 6; seed += 1) await doubled(backend, eight(seed))
    expect([...(await valuesOf(backend, handle))]).toEqual([...eight(1)])
  })

  test('it is read though the device has no room for it', async () => {
    const backend = await wasmBackendWith({ limitBytes: 3 * bytes })
    const handle = backend.constant(eight(1), [8])
    expect(await doubled(backend, eight(1))).toEqual([...eight(1)].map((value) => 2 * value))
    const full = right(backend.scope(() => [1, 2, 3].map((seed) => backend.upload(eight(seed), [8]))))
    const into = new Float32Array(8)
    expect([await valuesOf(backend, handle), await valuesOf(backend, handle, into)]).toEqual([eight(1), eight(1)])
    expect(into).toEqual(eight(1))
    for (const array of full) backend.release(array)
  })

  test('nothing leaves for what cannot fit anyway, and what an operation reads does not leave for what it writes', async () => {
    const backend = await wasmBackendWith({ limitBytes: 4 * bytes })
    const [a, b] = [eight(1), eight(2)]
    await doubled(backend, a)
    await doubled(backend, b)
    expect(E.isLeft(backend.scope(() => backend.upload(new Float32Array(33), [33])))).toBe(true)
    const four = backend.scope(() => {
      const [x, y] = [backend.constant(a, [8]), backend.constant(b, [8])]
      return backend.concatenate([x, y, x])
    })
    expect(four).toMatchObject(E.left({ _tag: 'OutOfMemory', requestedBytes: 3 * bytes, liveBytes: 2 * bytes }))
    expect([a, b].map((values) => wasThere(backend, values))).toEqual([true, true])
  })

  test('any uses in any order answer as they do on a device with room for all', async () => {
    const constants = Array.from({ length: 6 }, (_, seed) => eight(seed))
    const roomy = await wasmBackendWith()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5)), { maxLength: 20 }),
        fc.integer({ min: 5, max: 9 }),
        async (uses, fit) => {
          const backend = await wasmBackendWith({ limitBytes: fit * bytes })
          for (const use of uses) {
            const product = (on: Backend) =>
              read(
                on,
                on.scope(() => {
                  const [x, y, z] = use.map((at) => on.constant(constants[at] ?? eight(0), [8])) as [DeviceArray, DeviceArray, DeviceArray]
                  return on.combine(1, on.combine(2, x, 3, y), -1, z)
                }),
              )
            expect(await product(backend)).toEqual(await product(roomy))
          }
          expect(backend.peakBytes()).toBeLessThanOrEqual(fit * bytes)
          for (const values of constants) backend.evict(values)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('packed filters leave too, and are packed again', async () => {
    const channels = 32
    const filterBytes = 4 * 9 * channels ** 2
    const filters = [1, 2, 3, 4].map((seed) => Float32Array.from(arrayFrom(seed, [3, 3, channels, channels]).values))
    const convolved = (on: Backend, filter: Float32Array, stride: number) =>
      read(
        on,
        on.scope(() =>
          on.conv2d.apply(on.upload(Float32Array.from(arrayFrom(9, [1, 8, 8, channels]).values), [1, 8, 8, channels]), {
            filter: on.constant(filter, [3, 3, channels, channels]),
            bias: undefined,
            stride,
            padding: 1,
            needsInputGradient: false,
          }),
        ),
      )
    const [roomy, tight] = [await wasmBackendWith(), await wasmBackendWith({ limitBytes: 8 * filterBytes })]
    for (const stride of [1, 2, 1])
      for (const filter of filters) expect(await convolved(tight, filter, stride)).toEqual(await convolved(roomy, filter, stride))
    expect(tight.peakBytes()).toBeLessThanOrEqual(8 * filterBytes)
  })
})

test('what is evicted leaves at once, packed copies too, and comes back when it is used', async () => {
  const backend = await wasmBackendWith()
  const filter = Float32Array.from(arrayFrom(1, [3, 3, 4, 4]).values)
  const convolved = () =>
    read(
      backend,
      backend.scope(() => {
        const options = {
          filter: backend.constant(filter, [3, 3, 4, 4]),
          bias: undefined,
          stride: 1,
          padding: 1,
          needsInputGradient: false,
        }
        return backend.conv2d.apply(backend.upload(new Float32Array(36).fill(1), [1, 3, 3, 4]), options)
      }),
    )
  const { tensors } = wasmHeap()
  const before = await convolved()
  expect(wasmHeap().tensors).toBe(tensors + 2)
  backend.evict(filter)
  expect(wasmHeap().tensors).toBe(tensors)
  backend.evict(filter)
  backend.evict(new Float32Array(3))
  expect(await convolved()).toEqual(before)
})
