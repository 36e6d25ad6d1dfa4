// Training by real worker threads: what comes out.
import { either as E } from 'fp-ts'
import { describe, expect, test, vi } from 'vitest'
import type { Backend, EpochDone } from '../../../lib/index.js'
import { right } from '../../setup/answers.js'
import { _, backend, bits, done, epochs, full, type Net, options, plain, run, samples } from './smallFit.js'

// Many fits, each of which starts its threads, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 180_000 })

describe('several workers', () => {
  test('take the step that one takes, up to rounding, on any division of the batch', async () => {
    // batches of 7: shards of 4 and 3, or of 3, 2, 2, and a last batch of 5
    const sevens = done(await run({ workers: 1, batchSize: 7 }, plain))
    const threes = done(await run({ workers: 1, batchSize: 3 }, plain))
    for (const [workers, batchSize, expected] of [
      [2, 7, sevens],
      [3, 7, sevens],
      // a batch has at most 1 sample a worker, the last one fewer than workers
      [3, 3, threes],
    ] as const) {
      const found = done(await run({ workers, batchSize }, plain))
      expect(found.loss).toBeCloseTo(expected.loss, 5)
      expect(found.accuracy).toBe(expected.accuracy)
      const expectedArrays = _.arraysOf(expected.network)
      for (const [at, { values }] of _.arraysOf(found.network).entries())
        values.forEach((value, place) => expect(value).toBeCloseTo(expectedArrays[at]?.values[place] ?? Number.NaN, 5))
    }
  })

  const augmentation = { crop: { padding: 5 }, flip: true } as const

  test('crop and mirror each sample as one worker does', async () => {
    const one = done(await run({ workers: 1, epochs: 3, augmentation }, plain))
    const two = done(await run({ workers: 2, epochs: 3, augmentation }, plain))
    expect(two.loss).toBeCloseTo(one.loss, 5)
    const expected = _.arraysOf(one.network)
    for (const [at, { values }] of _.arraysOf(two.network).entries())
      values.forEach((value, place) => expect(value).toBeCloseTo(expected[at]?.values[place] ?? Number.NaN, 5))
    expect(done(await run({ workers: 1, epochs: 3 }, plain)).loss).not.toBeCloseTo(one.loss, 3)
  })

  test('compute while the next batch is made: when a step is done it is there, the next epoch’s first one too', async () => {
    let made = 0
    const watched = {
      ...samples,
      // read once for each shard of a batch
      get normalization() {
        made += 1
        return samples.normalization
      },
    }
    const seen: number[] = []
    const at = { ...options, workers: 2, batchSize: 20, epochs: 2, augmentation: { flip: true } }
    const steps = _.fitSteps(backend, full, watched, at)
    const atTheCall = made
    for await (const event of steps) if (done(event)._tag === 'step') seen.push(made - atTheCall)
    expect(seen.map((count) => count / (seen[3] ?? 1))).toEqual([0.5, 0.75, 1, 1])
  })

  test('three of them: the same bits every time', async () => {
    const runs = [done(await run({ workers: 3 })), done(await run({ workers: 3 }))]
    expect(bits(runs[1] as EpochDone<Net>)).toBe(bits(runs[0] as EpochDone<Net>))
    expect(bits(runs[0] as EpochDone<Net>)).not.toBe(bits(done(await run({ workers: 1 }))))
  })

  test.each([{ norm: 0.1 }, { value: 0.01 }])('clip by %o what one worker clips', async (clip) => {
    const [one, two] = [done(await run({ workers: 1, clip }, plain)), done(await run({ workers: 2, clip }, plain))]
    expect(bits(one)).not.toBe(bits(done(await run({ workers: 1 }, plain))))
    const expected = _.arraysOf(one.network)
    for (const [at, { values }] of _.arraysOf(two.network).entries())
      values.forEach((value, place) => expect(value).toBeCloseTo(expected[at]?.values[place] ?? Number.NaN, 5))
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

  test.each([{}, { average: { decay: 0.9 }, clip: { norm: 0.1 }, accumulate: 2 }])(
    'resuming, also from a file, gives the bits of going on: %o',
    async (more) => {
      const told = { ...more, workers: 2, augmentation }
      const whole = await epochs(told)
      const first = done(whole[0]!)
      const read = _.orThrow(_.decodeFitState(_.encodeFitState(first.state)))
      expect(read).toEqual(first.state)
      expect(bits(done(await run(told, first.network, read)))).toBe(bits(done(whole[1]!)))
    },
  )

  test.each([2, 3])('work through their shards in %i parts', async (accumulate) => {
    const classWeights = [0.2, 3, 1, 2, 0.5, 1, 4, 1, 1, 0.3]
    const told = { batchSize: 7, loss: _.crossEntropy({ classWeights }) }
    const [one, two] = [done(await run({ ...told, workers: 1 }, plain)), done(await run({ ...told, workers: 2, accumulate }, plain))]
    expect(two.loss).toBeCloseTo(one.loss, 5)
    expect(two.accuracy).toBe(one.accuracy)
    const expected = _.arraysOf(one.network)
    for (const [at, { values }] of _.arraysOf(two.network).entries())
      values.forEach((value, place) => expect(value).toBeCloseTo(expected[at]?.values[place] ?? Number.NaN, 5))
  })

  test('average what one worker averages', async () => {
    const [one, two] = [1, 2].map((workers) => run({ workers, average: { decay: 0.8 } }, plain))
    const expected = done(await one!).averaged!
    const found = done(await two!).averaged!
    expect(_.arraysOf(expected)).not.toEqual(_.arraysOf(done(await one!).network))
    for (const [at, { values }] of _.arraysOf(found).entries())
      values.forEach((value, place) => expect(value).toBeCloseTo(_.arraysOf(expected)[at]?.values[place] ?? Number.NaN, 5))
  })

  test('a network is validated as evaluate does', async () => {
    const validation = _.take(13)(samples)
    if (E.isLeft(validation)) throw new Error(_.errorMessage(validation.left))
    for await (const epoch of _.fit(backend, full, samples, { ...options, workers: 2, validation: validation.right }))
      expect(done(epoch).validation).toEqual(
        _.orThrow(await _.evaluate(backend, done(epoch).network, validation.right, { batchSize: 8 })()),
      )
  })

  test('the same errors as one worker', async () => {
    const untamed = { learningRate: 1e30, momentum: 0 }
    const [one, two] = [await run({ ...untamed, workers: 1 }, plain), await run({ ...untamed, workers: 2 }, plain)]
    expect(E.isLeft(two) && two.left).toMatchObject({ _tag: 'LossNotFinite', epoch: 0 })
    expect(E.isLeft(one) && one.left._tag).toBe('LossNotFinite')
    expect(await run({ workers: 1.5 })).toMatchObject({ left: { _tag: 'BadOption', option: 'workers' } })
    expect(await run({ workers: 2, workerTimeout: 0 })).toMatchObject({ left: { _tag: 'BadOption', option: 'workerTimeout' } })
    const elsewhere: Backend = { ...backend, origin: { starter: 'startWasm', options: { paths: '/nowhere/' } } }
    for await (const epoch of _.fit(elsewhere, full, samples, { ...options, workers: 2 }))
      expect(epoch).toMatchObject({ left: { _tag: 'BackendUnavailable' } })
    const nowhere: Backend = { ...backend, origin: undefined }
    for await (const epoch of _.fit(nowhere, full, samples, { ...options, workers: 2 }))
      expect(epoch).toMatchObject({ left: { _tag: 'BadOption', option: 'workers' } })
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

describe('several workers, of any loss', () => {
  const values = samples.values
  const target = { shape: [28, 28, 1], values } as const
  const numbers = Float32Array.from({ length: 40 * 10 }, (_unused, at) => Math.sin(at))
  const wanted = right(_.targetDataset({ ...target, targets: _.vectors([10], numbers) }))
  const classWeights = [0.2, 3, 1, 2, 0.5, 1, 4, 1, 1, 0.3]
  test.each([
    ['class weights: the mean over the whole batch', samples, { loss: _.crossEntropy({ classWeights, labelSmoothing: 0.1 }) }],
    ['vectors', wanted, { loss: _.huber({ delta: 0.3 }) }],
  ] as const)('%s', async (_name, given, more) => {
    const trained = async (workers: number) => {
      let last: { readonly loss: number; readonly network: typeof plain } | undefined
      for await (const epoch of _.fit(backend, plain, given as never, { ...options, batchSize: 7, workers, ...(more as object) }))
        last = right(epoch) as never
      return last!
    }
    const [one, two] = [await trained(1), await trained(2)]
    expect(two.loss).toBeCloseTo(one.loss, 5)
    const expected = _.arraysOf(one.network)
    for (const [at, { values: found }] of _.arraysOf(two.network).entries())
      found.forEach((value, place) => expect(value).toBeCloseTo(expected[at]?.values[place] ?? Number.NaN, 5))
  })
})
