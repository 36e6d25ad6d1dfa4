// In this order: tfjs has one WASM instance for each realm, and each test file is a realm of its own.
import * as library from '@tensorflow/tfjs-core'
import { beforeAll, expect, test, vi } from 'vitest'
import * as _ from '../../lib/engine/wasm/startWasm.js'
import { right } from '../setup/answers.js'
import { valuesOf } from './valuesOf.js'

/** As another user of tfjs in the same realm. */
beforeAll(async () => {
  library.registerBackend('other', () => new library.KernelBackend())
  expect(await library.setBackend('other')).toBe(true)
})

test('both kinds started at once are two backends on one heap, and the backend that tfjs had chosen is still chosen', async () => {
  const other = library.backend()
  const warn = vi.spyOn(console, 'warn')
  const [plain, fast] = (await Promise.all([_.startWasm({ winograd: false })(), _.startWasm()()])).map(right)
  if (plain === undefined || fast === undefined) throw new Error('two starts give two backends')
  expect(plain).not.toBe(fast)
  expect(library.getBackend()).toBe('other')
  expect(library.backend()).toBe(other)
  expect(warn).not.toHaveBeenCalled()
  warn.mockRestore()
  for (const backend of [plain, fast]) {
    const kept = right(backend.scope(() => backend.sign(backend.upload(Float32Array.of(-2, 2), [2]))))
    expect([...(await valuesOf(backend, kept))]).toEqual([-1, 1])
    expect(() => (backend === plain ? fast : plain).sign(kept)).toThrow('another backend')
    backend.release(kept)
  }
})

test('where tfjs had chosen wasm itself, it is still chosen, and it is that instance that is used', async () => {
  expect(await library.setBackend('wasm')).toBe(true)
  const instance = library.backend()
  vi.resetModules()
  const again = (await import('../../lib/engine/wasm/startWasm.js')).startWasm
  const backend = right(await again()())
  expect(library.getBackend()).toBe('wasm')
  expect(library.backend()).toBe(instance)
  const before = library.backend().numDataIds()
  const array = backend.upload(new Float32Array(3), [3])
  expect(library.backend().numDataIds()).toBe(before + 1)
  backend.release(array)
  expect(library.backend().numDataIds()).toBe(before)
})
