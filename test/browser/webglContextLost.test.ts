// A GPU that is taken away: everything asked of it is a Left, at once or in flight, and a new start goes on.
import { either as E } from 'fp-ts'
import { afterEach, expect, test, vi } from 'vitest'
import { startWebgl } from '../../lib/engine/webgl/startWebgl.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { convnet } from '../../lib/model/convnet.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { forward } from '../../lib/network/forward.js'
import { key } from '../../lib/random/key.js'
import { fit } from '../../lib/training/fit.js'
import type { EpochDone } from '../../lib/training/epoch.js'
import { train } from '../../lib/training/train.js'
import { expectClose } from '../engine/expectClose.js'
import { alive, right, samplesFrom } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { ownContext } from './ownContext.js'

const network = convnet({ input: [8, 8, 1], cfg: [4, 6, 6], classes: 3 }, key(0))
const samples = learnable([8, 8, 1], 3, 24)
const options = { epochs: 3, batchSize: 8, learningRate: 0.02, momentum: 0.9, key: key(1) }
const lost = E.left({ _tag: 'ContextLost', backend: 'webgl' })

test('a computation, a read in flight and a later one are Lefts; releasing goes on', async () => {
  const { backend, lose } = ownContext()
  const array = backend.upload(Float32Array.of(1, 2), [2])
  const inFlight = backend.download([array])()
  lose()
  expect(await inFlight).toEqual(lost)
  expect(await backend.download([array])()).toEqual(lost)
  expect(backend.scope(() => backend.sign(array))).toEqual(lost)
  expect(await forward(backend, network, { shape: [1, 8, 8, 1], values: samplesFrom(1, [8, 8, 1], 1) })()).toEqual(lost)
  backend.release(array)
  expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
})

afterEach(() => {
  vi.restoreAllMocks()
})

test('a fit ends with a Left, and goes on from its last epoch on a new start as if nothing had been', async () => {
  const contexts = vi.spyOn(OffscreenCanvas.prototype, 'getContext')
  // a limit of its own, for a context that no other test of this page has
  const start = startWebgl({ limitBytes: 2 ** 30 })
  const backend = right(await start())
  expect(right(await start())).toBe(backend)
  let last: EpochDone<typeof network> | undefined
  let problem: unknown
  for await (const epoch of fit(backend, network, samples, options)) {
    if (E.isLeft(epoch)) problem = epoch.left
    else {
      last = epoch.right
      const context: unknown = contexts.mock.results.at(-1)?.value
      if (context instanceof WebGL2RenderingContext) context.getExtension('WEBGL_lose_context')?.loseContext()
    }
  }
  expect(problem).toEqual({ _tag: 'ContextLost', backend: 'webgl' })
  expect(last?.epoch).toBe(0)
  if (last === undefined) return
  const again = right(await start())
  expect(again).not.toBe(backend)
  const resumed = right(await train(again, last.network, samples, { ...options, resume: last.state })())
  const whole = right(await train(again, network, samples, options)())
  arraysOf(resumed).forEach(({ path, values }, at) => expectClose(values, arraysOf(whole)[at]?.values ?? [], path, 1e-6))
})

test('several workers are refused before anything is on the GPU, with a sentence: they would wait for each other there', async () => {
  const { backend, counts } = ownContext()
  const refused = await train(backend, network, samples, { ...options, workers: 2 })()
  expect(refused).toMatchObject({ left: { _tag: 'BadOption', option: 'workers', found: 2 } })
  expect(E.isLeft(refused) && errorMessage(refused.left)).toBe(
    'workers: expected 1 with the webgl backend, which workers cannot start, found 2',
  )
  expect(counts().textures).toBe(0)
})

test.each([
  ['gives no context', () => vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValue(null), 'gives no WebGL 2 context'],
  [
    'has a GPU that does not render float32',
    () => vi.spyOn(WebGL2RenderingContext.prototype, 'getExtension').mockReturnValue(null),
    'does not render float32',
  ],
  [
    'has a driver that takes no such texture',
    () => vi.spyOn(WebGL2RenderingContext.prototype, 'checkFramebufferStatus').mockReturnValue(0x8cd6),
    'does not render float32',
  ],
  [
    'has a GPU of half precision, which says that it has float32',
    () => {
      const { texStorage2D } = WebGL2RenderingContext.prototype
      vi.spyOn(WebGL2RenderingContext.prototype, 'texStorage2D').mockImplementation(function (this: WebGL2RenderingContext, ...given) {
        const [target, levels, , width, height] = given
        texStorage2D.call(this, target, levels, this.RGBA16F, width, height)
      })
    },
    'does not render float32, which training needs; startWasm computes on the processor',
  ],
])('a browser that %s is told so', async (_name, pretend, reason) => {
  pretend()
  const started = await startWebgl({ limitBytes: 2 ** 29 })()
  expect(started).toMatchObject({ left: { _tag: 'BackendUnavailable', backend: 'webgl', reason: expect.stringContaining(reason) } })
})
