// The worker threads of a fit, watched, killed and muted from here.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Interference, type ThreadWatch, watchThreads } from '../../setup/watchedThreads.js'
import { _, backend, bits, done, full, options, run, samples } from './smallFit.js'

// Many fits, each of which starts its threads, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 180_000 })

let watch: ThreadWatch = watchThreads()
watch.stop()
const watched = (interfere?: Interference): ThreadWatch => {
  watch.stop()
  watch = watchThreads(interfere)
  return watch
}
afterEach(() => watch.stop())

test('the next batch is assembled while the workers compute, so that nothing stands between an answer and the next order', async () => {
  const log: string[] = []
  const noted = {
    ...samples,
    get rows() {
      log.push('read')
      return samples.rows
    },
  }
  const { threads } = watched((_posting, message) => {
    log.push('post')
    return message
  })
  for await (const event of _.fitSteps(backend, full, noted, { ...options, epochs: 1, workers: 2 })) {
    const reached = done(event)
    if (reached._tag !== 'step') continue
    const whole = [...new Set(log)].join()
    // the first step also starts the workers; after the last one of an epoch there is nothing to prepare
    if (reached.step > 0) expect(whole).toBe(reached.step === reached.stepsPerEpoch - 1 ? 'post,answer' : 'post,read,answer')
    if (reached.step === 0) for (const { worker } of threads()) worker.prependListener('message', () => log.push('answer'))
    log.length = 0
  }
  expect(threads().length).toBe(2)
})

/** What two workers come to that nobody disturbs; worked out once. */
let ofTwoBefore: string | undefined
const ofTwo = async (): Promise<string> => (ofTwoBefore ??= bits(done(await run({ workers: 2 }))))

/** One death: as which thread's which message is sent, a moment later. */
const death = fc.record({ thread: fc.nat({ max: 1 }), message: fc.nat({ max: 10 }), delay: fc.nat({ max: 3 }) })

describe('a worker that dies', () => {
  test('at any moment, is replaced without a trace in the bits', async () => {
    const told = { workers: 2, average: { decay: 0.9 } }
    const undisturbed = bits(done(await run(told)))
    await fc.assert(
      fc.asyncProperty(death, async ({ thread, message, delay }) => {
        const { threads } = watched((posting, sent) => {
          if (posting.thread === thread && posting.message === message) setTimeout(() => void posting.worker.terminate(), delay)
          return sent
        })
        expect(bits(done(await run(told)))).toBe(undisturbed)
        expect(threads().every(({ exited }) => exited())).toBe(true)
      }),
      { numRuns: 6, examples: [[{ thread: 0, message: 3, delay: 0 }], [{ thread: 1, message: 0, delay: 0 }]] },
    )
  })

  test('between two steps, or by an exception of its own, likewise', async () => {
    const undisturbed = await ofTwo()
    const { threads } = watched()
    let last = ''
    for await (const event of _.fitSteps(backend, full, samples, { ...options, workers: 2 })) {
      const reached = done(event)
      if (reached._tag === 'epoch') last = bits(reached)
      else if (reached.epoch === 0 && reached.step === 2) await threads()[0]?.worker.terminate()
      else if (reached.epoch === 1 && reached.step === 0) await threads()[1]?.worker.terminate()
    }
    expect(last).toBe(undisturbed)
    expect(threads().length).toBe(4)

    watched(({ thread, message }, sent) => (thread === 1 && message === 4 ? { _tag: 'step', update: undefined, task: { rank: 1 } } : sent))
    expect(bits(done(await run({ workers: 2 })))).toBe(undisturbed)
    expect(watch.threads().length).toBe(3)
  })

  test('again and again, ends the fit', async () => {
    const { threads } = watched(({ thread, worker }, sent) => {
      if (thread !== 0) setTimeout(() => void worker.terminate(), 1)
      return sent
    })
    const ended = await run({ workers: 2 })
    expect(ended).toMatchObject({ left: { _tag: 'WorkerLost', deaths: 3 } })
    expect(E.isLeft(ended) && _.errorMessage(ended.left)).toMatch(
      /^training was given up after 3 workers were lost; the last one: it exited with code \d$/,
    )
    expect(threads().every(({ exited }) => exited())).toBe(true)
  })

  test('with all others, ends the fit: nobody knows its state', async () => {
    const { threads } = watched(({ message }, sent) => {
      if (message === 4) for (const { worker } of threads()) void worker.terminate()
      return sent
    })
    expect(await run({ workers: 2 })).toMatchObject({ left: { _tag: 'WorkerLost', deaths: 2 } })
  })

  test('or hangs, is noticed by the time it takes', async () => {
    const undisturbed = await ofTwo()
    // An hour for every question, which no busy machine takes to answer, and which for the lost one is over at once: its timer is the last
    // that was set before its message.
    const hour = 3600
    const timers = vi.spyOn(globalThis, 'setTimeout')
    const { threads } = watched(({ thread, message }, sent) => {
      if (thread !== 1 || message !== 3) return sent
      const [over, delay] = timers.mock.lastCall ?? []
      expect(delay).toBe(hour * 1000)
      setImmediate(() => over?.())
      return undefined
    })
    expect(bits(done(await run({ workers: 2, workerTimeout: hour })))).toBe(undisturbed)
    timers.mockRestore()
    expect(threads().length).toBe(3)
    watched(() => undefined)
    const ended = await run({ workers: 2, workerTimeout: 0.2 })
    expect(E.isLeft(ended) && _.errorMessage(ended.left)).toContain('no answer within 0.2 seconds')
    expect(watch.threads().every(({ exited }) => exited())).toBe(true)
  })
})

describe('no worker survives its fit', () => {
  const threadsLeft = (): number => watch.threads().filter(({ exited }) => !exited()).length
  const steps = () => _.fitSteps(backend, full, samples, { ...options, workers: 2 })

  test('that ended, was left early, or whose caller threw', async () => {
    watched()
    done(await run({ workers: 2 }))
    expect(threadsLeft()).toBe(0)
    for await (const event of steps()) {
      expect(threadsLeft()).toBe(2)
      if (done(event)._tag === 'step') break
    }
    expect(threadsLeft()).toBe(0)
    const thrower = async (): Promise<void> => {
      for await (const event of steps()) throw new Error(event._tag)
    }
    await expect(thrower()).rejects.toThrow('Right')
    expect(threadsLeft()).toBe(0)
    expect(watch.threads().length).toBe(6)
  })

  test('and none keeps a process alive whose fit was forgotten', async () => {
    const script = `
      import * as _ from ${JSON.stringify(new URL('../../../dist/lib/index.js', import.meta.url).href)}
      const { right: backend } = await _.startWasm()()
      const flat = _.sequential(_.input(28, 28, 1), _.flatten, _.linear(784, 10))(_.key(0))
      const options = { epochs: 9, batchSize: 4, learningRate: 0.1, key: _.key(2), workers: 2 }
      const events = _.fitSteps(backend, flat, _.syntheticDigits({ count: 40, key: _.key(1) }), options)
      console.log((await events.next()).value.right.step)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      // much more than it takes on a busy machine, and much less than it would live: workers are waited for 600 seconds
      timeout: 120_000,
    })
    expect(stdout).toBe('0\n')
  })
})
