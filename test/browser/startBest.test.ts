// In a page: both are rehearsed, and what came of it decides.
import { either as E } from 'fp-ts'
import { afterEach, expect, test, vi } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { rehearsedStep } from '../../lib/engine/rehearsedStep.js'
import { startBest } from '../../lib/engine/startBest.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { startWebgl } from '../../lib/engine/webgl/startWebgl.js'
import { alive, right } from '../setup/answers.js'
import { ownContext } from './ownContext.js'

afterEach(() => {
  vi.restoreAllMocks()
})

test('the processor that plays a GPU here is slower than itself, and the reason holds the numbers', async () => {
  const before = performance.now()
  const { backend, reason } = right(await startBest()())
  expect(performance.now() - before).toBeLessThan(60_000)
  expect(backend).toBe(right(await startWasm()()))
  expect(reason).toMatch(/^wasm: a rehearsed training step takes [\d.]+ ms on wasm and [\d.]+ ms on webgl$/)
  for (const each of [backend, right(await startWebgl()())]) expect(alive(each)).toEqual({ count: 0, bytes: 0 })
})

test('WebGL where its step is the shorter one', async () => {
  const webgl = right(await startWebgl()())
  // a clock that goes on while WASM computes, and stands still for WebGL
  let time = 0
  vi.spyOn(performance, 'now').mockImplementation(() => time)
  const conv2d = right(await startWasm()()).conv2d as { differentiate: Backend['conv2d']['differentiate'] }
  const slow = conv2d.differentiate
  conv2d.differentiate = (...given) => {
    time += 1000
    return slow(...given)
  }
  try {
    const { backend, reason } = right(await startBest()())
    expect(backend).toBe(webgl)
    expect(reason).toBe('webgl: a rehearsed training step takes 1000 ms on wasm and 0.0 ms on webgl')
  } finally {
    conv2d.differentiate = slow
  }
})

test('a browser without WebGL 2, or without a GPU that trains: WASM, and the reason is what startWebgl says', async () => {
  vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValue(null)
  const { backend, reason } = right(await startBest({ limitBytes: 2 ** 28 })())
  expect(backend.name).toBe('wasm')
  expect(reason).toBe('wasm: the webgl backend cannot start: this browser gives no WebGL 2 context')
})

test('a rehearsal leaves nothing, also where it fails', async () => {
  const { backend, lose } = ownContext()
  expect(right(await rehearsedStep(backend, 1)())).toBeGreaterThan(0)
  expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
  lose()
  const failed: E.Either<unknown, unknown> = await rehearsedStep(backend as Backend, 1)()
  expect(failed).toEqual(E.left({ _tag: 'ContextLost', backend: 'webgl' }))
  expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
})
