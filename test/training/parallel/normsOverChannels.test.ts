// A batch norm normalizes each worker's part of a batch by itself; norms over channels do not see the batch.
import { expect, test, vi } from 'vitest'
import { right } from '../../setup/answers.js'
import { _, backend, options, samples } from './smallFit.js'

vi.setConfig({ testTimeout: 180_000 })

const layers = [
  _.maxPool(4),
  _.conv2d(1, 6),
  _.groupNorm(6, 2),
  _.relu,
  _.conv2d(6, 4),
  _.layerNorm(4),
  _.relu,
  _.globalAveragePool,
] as const
const network = _.sequential(_.input(28, 28, 1), ...layers, _.linear(4, 10))(_.key(0))

test('several workers take the steps that one takes, up to rounding, with norms over channels too; and the same bits each time', async () => {
  const trained = async (workers: number) => _.arraysOf(right(await _.train(backend, network, samples, { ...options, workers })()))
  const [one, three, again] = [await trained(1), await trained(3), await trained(3)]
  expect(again).toEqual(three)
  expect(one.some(({ path }) => path === '2.membership')).toBe(true)
  for (const [at, { values, path }] of three.entries())
    values.forEach((value, place) => expect(value, path).toBeCloseTo(one[at]?.values[place] ?? Number.NaN, 5))
})
