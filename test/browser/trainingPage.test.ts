// A page that trains on its own thread: it goes on being painted, and its Stop button works. Bounds are shares of what the page reaches at rest.
import { either as E } from 'fp-ts'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { Backend } from '../../lib/engine/backend.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { resnet } from '../../lib/model/resnet.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit, fitSteps } from '../../lib/training/fit.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([16, 16, 3], 3, 48)
const network = resnet({ input: [16, 16, 3], depth: 8, classes: 3 }, key(0))
/** Minutes, if nothing stops it. */
const long = { epochs: 3000, batchSize: 8, learningRate: 0.01, key: key(1) }

let backend: Backend
beforeAll(async () => {
  backend = right(await startWasm()())
})
afterEach(() => {
  document.body.replaceChildren()
})

/** Counts the frames that the page paints until it is told to stop counting. */
const countFrames = (): (() => { readonly frames: number; readonly seconds: number }) => {
  const start = performance.now()
  let frames = 0
  let request = requestAnimationFrame(function next() {
    frames += 1
    request = requestAnimationFrame(next)
  })
  return () => {
    cancelAnimationFrame(request)
    return { frames, seconds: (performance.now() - start) / 1000 }
  }
}

test('frames are painted during a fit, 15 a second or a quarter of what the page reaches at rest', async () => {
  const atRest = countFrames()
  await new Promise((resolve) => setTimeout(resolve, 500))
  const rest = atRest()

  const during = countFrames()
  const start = performance.now()
  let steps = 0
  for await (const event of fitSteps(backend, network, samples, long)) {
    if (right(event)._tag === 'step') steps += 1
    if (steps >= 50 && performance.now() - start > 2000) break
  }
  const { frames, seconds } = during()
  const said = `${frames} frames in ${seconds} s and ${steps} steps; at rest ${rest.frames} in ${rest.seconds} s`
  expect(rest.frames, said).toBeGreaterThan(0)
  expect(frames / seconds, said).toBeGreaterThanOrEqual(Math.min(15, rest.frames / rest.seconds / 4))
})

test("a click on Stop ends a fit; the last epoch's network is whole, and nothing stays on the device", async () => {
  const before = backend.liveArrays()
  const stop = new AbortController()
  const button = document.body.appendChild(document.createElement('button'))
  button.textContent = 'Stop'
  let trusted: boolean | undefined
  button.onclick = (event) => {
    trusted = event.isTrusted
    stop.abort('stopped by the user')
  }

  let best = network
  let epochs = 0
  let ending: unknown
  let clicked: Promise<void> | undefined
  for await (const epoch of fit(backend, network, samples, { ...long, signal: stop.signal })) {
    if (E.isLeft(epoch)) ending = epoch.left
    else {
      best = epoch.right.network
      epochs += 1
      // it begins when it is awaited, and the fit goes on meanwhile
      clicked ??= (async () => await userEvent.click(button))()
    }
  }
  await clicked

  expect(ending).toEqual({ _tag: 'Aborted', reason: 'stopped by the user' })
  expect(trusted).toBe(true)
  expect(epochs).toBeGreaterThan(0)
  expect(best).not.toBe(network)
  expect(backend.liveArrays()).toEqual(before)
  expect(right(await evaluate(backend, best, samples)()).samples).toBe(48)
})
