// Fits that their caller lets go of in the middle, without leaving a loop.
import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import { alive } from '../setup/answers.js'
import { _, backend, done, full, options, samples } from './parallel/smallFit.js'

vi.setConfig({ testTimeout: 60_000 })
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const collectedUntil = async (ended: () => boolean): Promise<void> => {
  for (let attempt = 0; attempt < 100 && !ended(); attempt += 1) {
    collectGarbage()
    await new Promise((told) => setTimeout(told, 10))
  }
}
const firstOf = async (events: AsyncGenerator<Parameters<typeof done>[0], void, undefined>): Promise<void> => {
  const { value } = await events.next()
  if (value !== undefined) done(value)
}

test.each([
  ['epochs', () => _.fit(backend, full, samples, options)],
  ['steps', () => _.fitSteps(backend, full, samples, options)],
])('what lies on the device is freed: %s', async (_name, begun) => {
  const before = alive(backend)
  for (let at = 0; at < 5; at += 1) await firstOf(begun())
  await collectedUntil(() => alive(backend).count === before.count)
  expect(alive(backend)).toEqual(before)
})

test.skipIf(process.platform !== 'linux')('worker threads end (skipped where /proc does not count them)', async () => {
  const threads = (): number => readdirSync('/proc/self/task').length
  const before = threads()
  await firstOf(_.fit(backend, full, samples, { ...options, workers: 2 }))
  expect(threads()).toBeGreaterThan(before)
  await collectedUntil(() => threads() <= before)
  expect(threads()).toBe(before)
})

test('a fit that is still asked goes on, whatever is collected', async () => {
  const events = _.fitSteps(backend, full, samples, options)
  const seen: string[] = []
  for await (const event of events) {
    collectGarbage()
    await new Promise((told) => setTimeout(told, 1))
    seen.push(done(event)._tag)
  }
  expect(seen.filter((tag) => tag === 'epoch').length).toBe(options.epochs)
})
