import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { wasmLimitBytes } from '../../lib/engine/wasm/wasmDevice.js'
import { relu } from '../../lib/layer/relu.js'
import { right } from '../setup/answers.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

const nothing = { count: 0, bytes: 0 }
const plain = { stride: 1, padding: 0, bias: undefined, needsInputGradient: true }

/** What is refused says how much was asked for beside what, and takes nothing: no array, no tensor of tfjs, no growth of the heap. */
const expectRefused = (
  backend: Backend,
  body: () => unknown,
  numbers: { readonly requestedBytes: number; readonly liveBytes: number },
): void => {
  const before = { alive: backend.liveArrays(), peak: backend.peakBytes(), heap: wasmHeap() }
  const { limitBytes } = backend
  expect(backend.scope(body)).toEqual(E.left({ _tag: 'OutOfMemory', backend: 'wasm', ...numbers, limitBytes }))
  expect({ alive: backend.liveArrays(), peak: backend.peakBytes(), heap: wasmHeap() }).toEqual(before)
}

/** What a backend must still do after a refusal. */
const expectWorking = async (backend: Backend): Promise<void> => {
  const two = right(
    backend.scope(() => {
      const filter = backend.upload(Float32Array.of(3), [1, 1, 1, 1])
      return backend.conv2d.apply(backend.upload(Float32Array.of(1, 2), [1, 1, 2, 1]), { ...plain, filter })
    }),
  )
  expect([...(await valuesOf(backend, two))]).toEqual([3, 6])
  backend.release(two)
}

describe('more than the heap can ever hold', () => {
  let backend: Backend
  beforeAll(async () => {
    backend = await wasmBackendWith()
  })

  test('a 32-bit heap is the limit', () => {
    expect(backend.limitBytes).toBe(wasmLimitBytes)
    expect(wasmLimitBytes).toBe(3840 * 2 ** 20)
  })

  test('a convolution to very many channels is refused before anything of it is allocated', async () => {
    const channels = 2 ** 18
    const input = backend.upload(new Float32Array(64 * 64), [1, 64, 64, 1])
    const filter = backend.upload(new Float32Array(channels), [1, 1, 1, channels])
    for (const run of [backend.conv2d.apply, backend.conv2d.differentiate]) {
      const refused = backend.scope(() => run(backend.share(input), { ...plain, filter }))
      const outputBytes = 4 * 64 * 64 * channels
      if (E.isRight(refused) || refused.left._tag !== 'OutOfMemory') throw new Error('was not refused')
      const { requestedBytes } = refused.left
      expect(requestedBytes).toBeGreaterThanOrEqual(outputBytes)
      expectRefused(backend, () => run(backend.share(input), { ...plain, filter }), {
        requestedBytes,
        liveBytes: backend.liveArrays().bytes,
      })
    }
    for (const array of [input, filter]) backend.release(array)
    expect(backend.liveArrays()).toEqual(nothing)
    await expectWorking(backend)
  })
})

describe.each([
  ['our kernels', true],
  ['loops and stock kernels', false],
])('a full device with %s', (_, ourKernels) => {
  const limitBytes = 6000
  let backend: Backend
  let kept: DeviceArray
  beforeAll(async () => {
    backend = await wasmBackendWith({ limitBytes, ourKernels })
    kept = backend.upload(new Float32Array(500).fill(1), [1, 500])
  })

  test('takes arrays up to the byte, and not one float more', () => {
    const fits = new Float32Array(1000)
    expect(E.isRight(backend.scope(() => backend.upload(fits, [1000]).shape))).toBe(true)
    expect(backend.peakBytes()).toBe(limitBytes)
    expectRefused(backend, () => backend.upload(new Float32Array(1001), [1001]), { requestedBytes: 4004, liveBytes: 2000 })
    expectRefused(backend, () => [backend.upload(fits, [1000]), backend.upload(Float32Array.of(1), [])], {
      requestedBytes: 4,
      liveBytes: 6000,
    })
  })

  test('constants are refused like uploads', () => {
    expectRefused(backend, () => backend.sign(backend.constant(new Float32Array(1001), [1001])), { requestedBytes: 4004, liveBytes: 2000 })
  })

  test('the backward pass can be what is too much: the scope frees the forward pass too', async () => {
    const before = backend.liveArrays()
    const refused = backend.scope(() => {
      const [output, pullback] = backend.activation.differentiate(backend.upload(new Float32Array(350), [1, 350]), relu)
      const gradient = backend.upload(new Float32Array(350), [1, 350])
      return [output, pullback(gradient)]
    })
    expect(refused).toMatchObject(E.left({ _tag: 'OutOfMemory', requestedBytes: 1400, liveBytes: 2000 + 2 * 1400, limitBytes }))
    expect(backend.liveArrays()).toEqual(before)
    await expectWorking(backend)
  })

  test.each<readonly [string, (input: DeviceArray) => unknown]>([
    [
      'selection',
      (input) =>
        backend.selectChannels.apply(
          input,
          backend.upload(
            Float32Array.from({ length: 300 }, (_v, i) => i),
            [300],
          ),
        ),
    ],
    ['concatenation', (input) => backend.concatenate([input, backend.share(kept)])],
    ['split', (input) => backend.split(input, [200, 400])],
    ['padding', (input) => backend.padChannels.apply(input, 1)],
  ])('a %s that does not fit beside its input is refused, and takes nothing', async (_name, compute) => {
    const before = backend.liveArrays()
    const refused = backend.scope(() => compute(backend.upload(new Float32Array(600), [1, 600])))
    expect(refused).toMatchObject(E.left({ _tag: 'OutOfMemory', limitBytes }))
    expect(backend.liveArrays()).toEqual(before)
    await expectWorking(backend)
  })

  test('shares, reshapes and reads take no memory', async () => {
    const full = backend.upload(new Float32Array(1000), [1000])
    const shared = backend.reshape.apply(backend.share(full), [10, 100])
    expect((await valuesOf(backend, shared)).length).toBe(1000)
    expect(backend.liveArrays().bytes).toBe(limitBytes)
    for (const array of [full, shared]) backend.release(array)
  })

  test('what was there before is as it was, and the peak is the most there ever was', async () => {
    expect([...(await valuesOf(backend, kept))]).toEqual(new Array(500).fill(1))
    expect(backend.liveArrays()).toEqual({ count: 1, bytes: 2000 })
    await expectWorking(backend)
    expect(backend.peakBytes()).toBe(limitBytes)
  })
})
