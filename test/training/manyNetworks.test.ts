// Networks that come and go: what they leave on the device never adds up, though nobody frees it and no finalizer runs.
import { taskEither as TE } from 'fp-ts'
import { expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { backendOn } from '../../lib/engine/backendOn.js'
import type { Buffer } from '../../lib/engine/store.js'
import type { Heap } from '../../lib/engine/wasm/heap.js'
import { wasmEngine } from '../../lib/engine/wasm/wasmEngine.js'
import { frozen } from '../../lib/inference/frozen.js'
import { mlp } from '../../lib/model/mlp.js'
import { vgg } from '../../lib/model/vgg.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { constants, evaluateNodes, forward } from '../../lib/network/forward.js'
import { key } from '../../lib/random/key.js'
import { wasmBackendWith } from '../engine/wasmBackendWith.js'
import { elementCount } from '../../lib/shape/shape.js'
import { right, samplesFrom } from '../setup/answers.js'

const network = mlp({ input: [64], cfg: [64, 64], classes: 4 }, key(0))
const networkBytes = 4 * (3 * 64 * 64 + 4 * 64)
const batch = { shape: [1, 64] as const, values: samplesFrom(1, [64], 1) }
/** The same numbers in arrays that the device has not seen. */
const another = () => mapArrays(network, (values) => values.slice())

test.each<readonly [string, (backend: Backend) => Promise<Float32Array>]>([
  ['forward', async (backend) => right(await forward(backend, another(), batch)()).values],
  ['a server that replaces its frozen model', async (backend) => right(await frozen(backend, another())(batch)()).values],
])('2000 networks, one after the other in microtasks: %s', async (_name, answer) => {
  const backend = await wasmBackendWith({ limitBytes: 8 * networkBytes })
  const first = await answer(backend)
  for (let at = 1; at < 2000; at += 1) expect(await answer(backend)).toEqual(first)
  expect(backend.peakBytes()).toBeLessThanOrEqual(8 * networkBytes)
  expect(backend.liveArrays()).toEqual({ count: 0, bytes: 0 })
})

test('VGG-16 evaluated after each of 200 epochs, on a device that only counts', () => {
  let held = 0
  let most = 0
  const bytesOf = (shape: readonly number[]): number => 4 * elementCount(shape)
  const counted = (shape: readonly number[]): Buffer => {
    held += bytesOf(shape)
    most = Math.max(most, held)
    return { dataId: {}, shape }
  }
  const heap: Heap = {
    name: 'counting',
    limitBytes: 2 ** 29,
    arrayLimitBytes: 2 ** 29,
    bytesOf,
    hasRoomFor: () => true,
    write: (_values, shape) => counted(shape),
    filled: counted,
    read: () => TE.right([]),
    retain: () => undefined,
    free: ({ shape }) => {
      held -= bytesOf(shape)
    },
    run: (_kernel, _inputs, _attributes, shape) => counted(shape),
    loop: (_inputs, shapes) => shapes.map(counted),
    inPlace: (_inputs, shapes) => shapes.map(counted),
  }
  const backend = backendOn(heap, wasmEngine())
  const { nodes } = vgg({ input: [32, 32, 3], depth: 16, classes: 10 }, key(0))
  for (let epoch = 0; epoch < 200; epoch += 1) {
    // views are other arrays on the same bytes
    const { nodes: trained } = mapArrays({ input: [], output: [], cfg: [], arch: '', nodes }, (values) => values.subarray())
    const logits: DeviceArray = right(
      backend.scope(() => evaluateNodes(backend, trained, constants(backend), backend.upload(new Float32Array(3072), [1, 32, 32, 3]))),
    )
    backend.release(logits)
  }
  expect(most).toBeLessThanOrEqual(2 ** 29)
  expect(most).toBeGreaterThan(2 ** 28)
  expect(backend.liveArrays()).toEqual({ count: 0, bytes: 0 })
})
