// Training by real worker threads: the built package, with threads that are watched, killed and muted from here.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Backend, EpochDone, FitError, FitOptions, FitState } from '../../../lib/index.js'
import { builtPackage } from '../../setup/builtPackage.js'
import { type Interference, type ThreadWatch, watchThreads } from '../../setup/watchedThreads.js'

// Many fits, each of which starts its threads, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 180_000 })

const _ = await builtPackage()
const samples = _.syntheticDigits({ count: 40, key: _.key(1) })
/** Nothing that depends on how a batch is divided. */
const plain = _.sequential(_.input(28, 28, 1), _.maxPool(4), _.conv2d(1, 3), _.relu, _.globalAveragePool, _.linear(3, 10))(_.key(0))
const full = _.sequential(
  _.input(28, 28, 1),
  _.maxPool(4),
  _.conv2d(1, 3),
  _.batchNorm(3),
  _.relu,
  _.globalAveragePool,
  _.dropout(0.3),
  _.linear(3, 10),
)(_.key(0))
type Net = typeof plain | typeof full
const options: FitOptions = {
  epochs: 2,
  batchSize: 8,
  learningRate: 0.1,
  momentum: 0.9,
  weightDecay: 1e-3,
  sparsity: { lambda: 1e-3 },
  key: _.key(2),
}

let backend: Backend
beforeAll(async () => {
  const started = await _.startWasm()()
  if (E.isLeft(started)) throw new Error(JSON.stringify(started.left))
  backend = started.right
})

let watch: ThreadWatch = watchThreads()
watch.stop()
const watched = (interfere?: Interference): ThreadWatch => {
  watch.stop()
  watch = watchThreads(interfere)
  return watch
}
afterEach(() => watch.stop())

const run = async (more: Partial<FitOptions>, network: Net = full, resume?: FitState): Promise<E.Either<FitError, EpochDone<Net>>> => {
  let last: E.Either<FitError, EpochDone<Net>> = E.left({ _tag: 'BadOption', option: 'epochs', expected: 'some', found: 'none' })
  for await (const epoch of _.fit<[28, 28, 1], readonly number[], readonly number[], readonly string[]>(
    backend,
    network as never,
    samples,
    { ...options, ...more },
    resume,
  ))
    last = epoch as typeof last
  return last
}

const done = <A>(result: E.Either<FitError, A>): A => {
  if (E.isLeft(result)) throw new Error(_.errorMessage(result.left))
  return result.right
}

/** Every bit that an epoch yields. */
const bits = ({ network, state, loss, accuracy }: EpochDone<Net>): string => {
  const hash = createHash('sha256').update(JSON.stringify([loss, accuracy]))
  for (const { values } of _.arraysOf(network)) hash.update(values)
  for (const values of Object.values(state.velocity)) hash.update(values)
  return hash.digest('hex')
}

describe('several workers', () => {
  test('take the step that one takes, up to rounding, on any division of the batch', async () => {
    const one = done(await run({ workers: 1 }, plain))
    // batches of 7: shards of 4 and 3, or of 3, 2, 2, and a last batch of 5
    const sevens = done(await run({ workers: 1, batchSize: 7 }, plain))
    for (const [workers, batchSize, expected] of [
      [2, 8, one],
      [2, 7, sevens],
      [3, 7, sevens],
      // a batch has at most 1 sample a worker, the last one fewer than workers
      [7, 7, sevens],
    ] as const) {
      const found = done(await run({ workers, batchSize }, plain))
      expect(found.loss).toBeCloseTo(expected.loss, 5)
      expect(found.accuracy).toBe(expected.accuracy)
      const expectedArrays = _.arraysOf(expected.network)
      for (const [at, { values }] of _.arraysOf(found.network).entries())
        values.forEach((value, place) => expect(value).toBeCloseTo(expectedArrays[at]?.values[place] ?? Number.NaN, 5))
    }
  })

  test.each([2, 3])('%i workers: the same bits every time', async (workers) => {
    const runs = [done(await run({ workers })), done(await run({ workers }))]
    expect(bits(runs[1] as EpochDone<Net>)).toBe(bits(runs[0] as EpochDone<Net>))
    expect(bits(runs[0] as EpochDone<Net>)).not.toBe(bits(done(await run({ workers: 1 }))))
  })

  test('running statistics are those of the first shard', async () => {
    const [mean, variance] = ['2.runningMean', '2.runningVariance'].map(
      (path) => (net: Net) => _.arraysOf(net).find((array) => array.path === path),
    )
    const { network } = done(await run({ workers: 2, epochs: 1, batchSize: 40, learningRate: 0 }))
    // what worker 0 saw: the first half of the epoch's order
    const order = [..._.batchIndices(40, 40, _.foldIn(_.foldIn(_.key(2), 0), 0))].flatMap((batch) => [...batch])
    const { input, labels } = _.batchAt(samples, order.slice(0, 20))
    const half = _.dataset({
      shape: samples.shape,
      classes: 10,
      values: input.values,
      labels,
      normalization: { mean: [0], deviation: [1] },
    })
    if (E.isLeft(half)) throw new Error(_.errorMessage(half.left))
    for await (const epoch of _.fit(backend, full, half.right, { ...options, epochs: 1, batchSize: 20, learningRate: 0 }))
      for (const statistic of [mean, variance]) {
        const expected = statistic?.(done(epoch).network)?.values ?? new Float32Array(0)
        expect(expected.length).toBe(3)
        statistic?.(network)?.values.forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5))
      }
  })

  test('resuming gives the bits of going on', async () => {
    const whole = done(await run({ workers: 2 }))
    const first = done(await run({ workers: 2, epochs: 1 }))
    expect(bits(done(await run({ workers: 2 }, first.network, first.state)))).toBe(bits(whole))
  })

  test('the same errors as one worker', async () => {
    const untamed = { learningRate: 1e30, momentum: 0 }
    const [one, two] = [await run({ ...untamed, workers: 1 }, plain), await run({ ...untamed, workers: 2 }, plain)]
    expect(E.isLeft(two) && two.left).toMatchObject({ _tag: 'LossNotFinite', epoch: 0 })
    expect(E.isLeft(one) && one.left._tag).toBe('LossNotFinite')
    expect(await run({ workers: 1.5 })).toMatchObject({ left: { _tag: 'BadOption', option: 'workers' } })
    expect(await run({ workers: 2, workerTimeout: 0 })).toMatchObject({ left: { _tag: 'BadOption', option: 'workerTimeout' } })
    const elsewhere: Backend = { ...backend, origin: { name: 'wasm', options: { paths: '/nowhere/' } } }
    for await (const epoch of _.fit(elsewhere, full, samples, { ...options, workers: 2 }))
      expect(epoch).toMatchObject({ left: { _tag: 'BackendUnavailable' } })
    const nowhere: Backend = { ...backend, origin: undefined }
    for await (const epoch of _.fit(nowhere, full, samples, { ...options, workers: 2 }))
      expect(epoch).toMatchObject({ left: { _tag: 'BadOption', option: 'workers' } })
  })
})

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

/** One death: as which thread's which message is sent, a moment later. */
const death = fc.record({ thread: fc.nat({ max: 1 }), message: fc.nat({ max: 10 }), delay: fc.nat({ max: 3 }) })

describe('a worker that dies', () => {
  test('at any moment, is replaced without a trace in the bits', async () => {
    const undisturbed = bits(done(await run({ workers: 2 })))
    await fc.assert(
      fc.asyncProperty(death, async ({ thread, message, delay }) => {
        const { threads } = watched((posting, sent) => {
          if (posting.thread === thread && posting.message === message) setTimeout(() => void posting.worker.terminate(), delay)
          return sent
        })
        expect(bits(done(await run({ workers: 2 })))).toBe(undisturbed)
        expect(threads().every(({ exited }) => exited())).toBe(true)
      }),
      { numRuns: 6, examples: [[{ thread: 0, message: 3, delay: 0 }], [{ thread: 1, message: 0, delay: 0 }]] },
    )
  })

  test('between two steps, or by an exception of its own, likewise', async () => {
    const undisturbed = bits(done(await run({ workers: 2 })))
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
    const undisturbed = bits(done(await run({ workers: 2 })))
    const { threads } = watched(({ thread, message }, sent) => (thread === 1 && message === 3 ? undefined : sent))
    expect(bits(done(await run({ workers: 2, workerTimeout: 5 })))).toBe(undisturbed)
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
      timeout: 20_000,
    })
    expect(stdout).toBe('0\n')
  })
})

test('memory stays flat over 1,000 steps', async () => {
  const small = _.sequential(_.input(28, 28, 1), _.maxPool(7), _.flatten, _.linear(16, 10))(_.key(0))
  let steps = 0
  let early = 0
  for await (const event of _.fitSteps(backend, small, samples, { ...options, epochs: 240, workers: 2 })) {
    if (done(event)._tag === 'step') steps += 1
    if (steps === 400 && early === 0) early = process.memoryUsage().rss
  }
  expect(steps).toBe(1200)
  // one megabyte a step would be an array forgotten; this is a hundredth of that
  expect((process.memoryUsage().rss - early) / 800).toBeLessThan(10_000)
})
