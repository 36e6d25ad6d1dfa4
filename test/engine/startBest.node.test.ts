// In this order: tfjs has one WASM instance for each realm.
import { expect, test, vi } from 'vitest'
import { startBest } from '../../lib/engine/startBest.js'
import { right } from '../setup/answers.js'

const loaded = vi.hoisted(() => ({ webgl: false }))
vi.mock('../../lib/engine/webgl/startWebgl.js', () => {
  loaded.webgl = true
  return {}
})

test('where neither runs, the Left says why WASM does not', async () => {
  expect(await startBest({ paths: '/nowhere/' })()).toMatchObject({ left: { _tag: 'BackendUnavailable', backend: 'wasm' } })
})

test('in Node it is WASM, and says why; nothing of WebGL is loaded', async () => {
  const { backend, reason } = right(await startBest({ limitBytes: 2 ** 30 })())
  expect(backend.name).toBe('wasm')
  expect(reason).toBe('wasm: this host has no canvas, as pages and their workers have, and so no WebGL')
  expect(loaded.webgl).toBe(false)
})

test('options of both, looked at when it is called', () => {
  const given: object = { limit: 1 }
  expect(() => startBest(given)).toThrow('narrownet: startBest: unknown option limit, not one of')
  expect(() => startBest({ limitBytes: -1 })).toThrow('narrownet: startBest: limitBytes')
})
