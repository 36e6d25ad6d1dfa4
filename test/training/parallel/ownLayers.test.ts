// Layers that a program has defined, in real worker threads.
import { either as E } from 'fp-ts'
import { expect, test, vi } from 'vitest'
import type { AnyOwnLayer, EpochDone, FitOptions, OwnLayer } from '../../../lib/index.js'
import { _, backend, bits, done, type Net, options, samples } from './smallFit.js'

vi.setConfig({ testTimeout: 180_000 })

type Layer<Tag extends `${string}/${string}`> = OwnLayer<Tag, { readonly channels: 'count' }, never, false>
const { squared, homeless } = (await import(/* @vite-ignore */ new URL('./ownLayer.mjs', import.meta.url).href)) as {
  readonly squared: Layer<'test/squared'>
  readonly homeless: AnyOwnLayer & ((fields: object) => ReturnType<typeof squared>)
}

const networkOf = (own: unknown) =>
  done(
    _.sequentialFrom([28, 28, 1], [_.maxPool(4), _.conv2d(1, 3), own as typeof _.relu, _.globalAveragePool, _.linear(3, 10)]) as E.Either<
      never,
      (key: ReturnType<typeof _.key>) => Net
    >,
  )(_.key(0))

const run = async (more: Partial<FitOptions>, network: Net): Promise<EpochDone<Net>> => {
  let last: EpochDone<Net> | undefined
  for await (const epoch of _.fit(backend, network, samples, { ...options, ...more })) last = done(epoch)
  return last as EpochDone<Net>
}

test('train there as here up to rounding, and to the same bits each time', async () => {
  const network = networkOf(squared({ channels: 3 } as never))
  const [one, two, again] = [await run({ workers: 1 }, network), await run({ workers: 2 }, network), await run({ workers: 2 }, network)]
  expect(bits(again)).toBe(bits(two))
  expect(two.loss).toBeCloseTo(one.loss, 5)
  const expected = _.arraysOf(one.network)
  for (const [at, { path, values }] of _.arraysOf(two.network).entries())
    values.forEach((value, place) => expect(value, path).toBeCloseTo(expected[at]?.values[place] ?? Number.NaN, 5))
  const factors = expected.find(({ path }) => path === '2.factors')?.values
  expect(factors?.every((value) => value !== 0.5)).toBe(true)
})

test('without its module a layer is refused before a worker starts', async () => {
  const network = networkOf(homeless({}))
  for await (const epoch of _.fit(backend, network, samples, { ...options, workers: 2 }))
    expect(E.mapLeft(_.errorMessage)(epoch)).toEqual(
      E.left('workers: expected 1 with test/homeless, whose definition names no module that workers could import, found 2'),
    )
})
