// The event loop has its turns while the library computes: counted, with a bound on how much longer anything may take.
import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { nextTask, period, turn } from '../../lib/engine/turn.js'
import { frozen } from '../../lib/inference/frozen.js'
import { convnet } from '../../lib/model/convnet.js'
import { forward } from '../../lib/network/forward.js'
import { activationScore } from '../../lib/pruning/activationScore.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { sensitivity } from '../../lib/pruning/sensitivity.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit } from '../../lib/training/fit.js'
import { train } from '../../lib/training/train.js'
import { wasmBackendWith } from '../engine/wasmBackendWith.js'
import { right, samplesFrom } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const network = convnet({ input: [16, 16, 3], cfg: [16, 32, 32], classes: 3 }, key(0))
const samples = learnable([16, 16, 3], 3, 320)
const options = { epochs: 1, batchSize: 16, learningRate: 0.02, key: key(1) }

/** How often a 5 ms interval was called while `run` went on, how many seconds that was, and how many of them this process had, on a machine that may be busy. */
const ticksIn = async (
  run: () => Promise<unknown>,
): Promise<{ readonly ticks: number; readonly seconds: number; readonly had: number }> => {
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
  }, 5)
  const start = performance.now()
  const before = process.cpuUsage()
  await run()
  clearInterval(timer)
  const { user, system } = process.cpuUsage(before)
  const seconds = (performance.now() - start) / 1000
  return { ticks, seconds, had: Math.min(seconds, (user + system) / 1e6) }
}

describe('a timer has its turn at least ten times a second', () => {
  let backend: Backend
  beforeAll(async () => {
    backend = await wasmBackendWith()
  })
  const batch = { shape: [32, 16, 16, 3] as const, values: samplesFrom(1, [16, 16, 3], 32) }
  /** One after the other for about half a second. */
  const again = (run: () => Promise<unknown>) => async (): Promise<void> => {
    for (const start = performance.now(); performance.now() - start < 500; ) await run()
  }

  test.each<readonly [string, () => Promise<unknown>]>([
    [
      'fit',
      async () => {
        for await (const epoch of fit(backend, network, samples, { ...options, epochs: 3 })) right(epoch)
      },
    ],
    ['train', () => train(backend, network, samples, { ...options, epochs: 3 })()],
    ['evaluate', again(() => evaluate(backend, network, samples, { batchSize: 32 })())],
    ['forward', again(() => forward(backend, network, batch)())],
    ['what is frozen', again(() => frozen(backend, network)(batch)())],
    ['sensitivity', () => sensitivity(backend, network, samples, l1Norm, [0, 0.25, 0.5, 0.75])()],
    ['activationScore', again(() => activationScore(backend, network, samples, { batchSize: 4 })())],
  ])('in %s', async (_name, run) => {
    const { ticks, seconds, had } = await ticksIn(run)
    expect(seconds).toBeGreaterThan(0.1)
    expect(ticks).toBeGreaterThanOrEqual(Math.floor(10 * had))
  })
})

test('a turn is a task of its own, and there is none before some time has passed', async () => {
  // a clock that stands still between the two, however busy the machine is
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 15)
  try {
    let tasks = 0
    const count = (): void => {
      tasks += 1
    }
    setImmediate(count)
    await turn()
    expect(tasks).toBe(1)
    setImmediate(count)
    await turn()
    expect(tasks).toBe(1)
  } finally {
    clock.mockRestore()
  }
})

test('turns take less than a hundredth of the time between them', async () => {
  const turns = 2000
  const before = process.cpuUsage()
  for (let at = 0; at < turns; at += 1) await nextTask()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan((turns * period) / 100)
})

test('a fit leaves nothing that keeps a process alive', async () => {
  const backend = await wasmBackendWith()
  // timers are the test runner's
  const open = () =>
    process
      .getActiveResourcesInfo()
      .filter((kind) => kind !== 'Timeout')
      .toSorted()
  const before = open()
  right(await train(backend, network, samples, options)())
  expect(open()).toEqual(before)
})

describe('a signal', () => {
  const liveAfter = async (run: (backend: Backend) => Promise<E.Either<unknown, unknown>>) => {
    const backend = await wasmBackendWith()
    const before = backend.liveArrays()
    const result = await run(backend)
    expect(backend.liveArrays()).toEqual(before)
    return result
  }

  test('ends a fit, from a timer; what was yielded before stays good', async () => {
    const stop = new AbortController()
    const all: E.Either<unknown, { readonly network: typeof network }>[] = []
    await liveAfter(async (backend) => {
      for await (const epoch of fit(backend, network, samples, { ...options, epochs: 10_000, signal: stop.signal })) {
        all.push(epoch)
        if (all.length === 1) setTimeout(() => stop.abort('enough'), 20)
      }
      return E.right(undefined)
    })
    expect(all.at(-1)).toEqual(E.left({ _tag: 'Aborted', reason: 'enough' }))
    const [{ right: before }] = all as [E.Right<{ readonly network: typeof network }>]
    expect(right(await evaluate(await wasmBackendWith(), before.network, samples)()).samples).toBe(320)
  })

  test('that was aborted before ends everything before it begins', async () => {
    const signal = AbortSignal.abort('no')
    const aborted = E.left({ _tag: 'Aborted', reason: 'no' })
    expect(await liveAfter((backend) => train(backend, network, samples, { ...options, signal })())).toEqual(aborted)
    expect(await liveAfter((backend) => evaluate(backend, network, samples, { signal })())).toEqual(aborted)
    expect(await liveAfter((backend) => sensitivity(backend, network, samples, l1Norm, [0.5], { signal })())).toEqual(aborted)
    expect(await liveAfter((backend) => activationScore(backend, network, samples, { signal })())).toEqual(aborted)
  })
})
