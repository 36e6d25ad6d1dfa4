// Layers that stay, in real worker threads.
import { expect, test, vi } from 'vitest'
import type { EpochDone } from '../../../lib/index.js'
import { _, backend, bits, done, type Net, options, samples } from './smallFit.js'

vi.setConfig({ testTimeout: 180_000 })

test('workers leave frozen layers alone, norms too, so that two of them take one worker’s steps up to rounding', async () => {
  const layers = [_.maxPool(4), _.conv2d(1, 3), _.batchNorm(3), _.relu, _.globalAveragePool, _.linear(3, 10)] as const
  const network = _.sequential(_.input(28, 28, 1), ...layers)(_.key(0)) as unknown as Net
  const run = async (workers: number): Promise<EpochDone<Net>> => {
    let last: EpochDone<Net> | undefined
    for await (const epoch of _.fit(backend, network, samples, { ...options, workers, frozen: ['2'] })) last = done(epoch)
    return last as EpochDone<Net>
  }
  const [one, two, again] = [await run(1), await run(2), await run(2)]
  expect(bits(again)).toBe(bits(two))
  const expected = _.arraysOf(one.network)
  for (const [at, { path, values }] of _.arraysOf(two.network).entries()) {
    if (path.startsWith('2.')) expect(values).toEqual(_.arraysOf(network)[at]?.values)
    values.forEach((value, place) => expect(value, path).toBeCloseTo(expected[at]?.values[place] ?? Number.NaN, 5))
  }
})
