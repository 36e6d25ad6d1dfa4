import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import * as _ from '../../lib/engine/wasm/startWasm.js'
import { valuesOf } from '../engine/valuesOf.js'

test('the page is cross-origin isolated, so that the suites run where threads and shared memory exist', () => {
  expect(globalThis.crossOriginIsolated).toBe(true)
  expect(new SharedArrayBuffer(8).byteLength).toBe(8)
})

test('a page that serves its index instead of a .wasm file gets a Left, not a hang', async () => {
  const started = await _.startWasm({ paths: '/no-such-folder/' })()
  expect(E.isLeft(started) && started.left._tag).toBe('BackendUnavailable')
})

test('the backend starts in a page and computes', async () => {
  const started = await _.startWasm()()
  if (E.isLeft(started)) throw new Error(JSON.stringify(started.left))
  const backend = started.right
  const result = backend.scope(() => backend.upload(Float32Array.of(-1, 2), [1, 2]))
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  expect([...(await valuesOf(backend, result.right))]).toEqual([-1, 2])
})
