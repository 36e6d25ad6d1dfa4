// A fit by workers, stopped by its signal.
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { _, backend, options, samples } from './smallFit.js'

const slow = _.convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, _.key(0))

test('in the middle of a step; its network of the last epoch stays good', async () => {
  const stop = new AbortController()
  const all: unknown[] = []
  for await (const event of _.fitSteps(backend, slow, samples, { ...options, epochs: 1000, workers: 2, signal: stop.signal })) {
    all.push(event)
    if (E.isRight(event) && event.right._tag === 'epoch') {
      expect(E.isRight(await _.evaluate(backend, event.right.network, samples)())).toBe(true)
      // the workers are asked the next step before this comes
      setTimeout(() => stop.abort('enough'))
    }
  }
  expect(all.at(-1)).toEqual(E.left({ _tag: 'Aborted', reason: 'enough' }))
  expect(all.filter((event) => E.isLeft(event as E.Either<unknown, unknown>)).length).toBe(1)
  expect(backend.liveArrays()).toEqual({ count: 0, bytes: 0 })
})

test('it does not wait for a worker that is stuck', async () => {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), 100)
  const task = _.train(backend, slow, samples, { ...options, epochs: 1_000_000, workers: 2, workerTimeout: 3600, signal: stop.signal })
  expect(await task()).toMatchObject(E.left({ _tag: 'Aborted', reason: { name: 'AbortError' } }))
  clearTimeout(timer)
})

test('a fit that is over listens no more', async () => {
  let listeners = 0
  const signal = {
    aborted: false,
    addEventListener: () => {
      listeners += 1
    },
    removeEventListener: () => {
      listeners -= 1
    },
  }
  expect(E.isRight(await _.train(backend, slow, samples, { ...options, epochs: 1, workers: 2, signal })())).toBe(true)
  expect(listeners).toBe(0)
})
