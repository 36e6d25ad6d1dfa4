// Losses on their way to real worker threads: what a program has defined, and what has a teacher with layers of a program's own.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { either as E } from 'fp-ts'
import { expect, test, vi } from 'vitest'
import type { EpochDone, Loss, OwnLayer, OwnLossMaker } from '../../../lib/index.js'
import { _, backend, bits, done, type Net, options, plain, samples } from './smallFit.js'

vi.setConfig({ testTimeout: 180_000 })

type Module = {
  readonly focal: OwnLossMaker<'test/focal', 'classes', { readonly factor: 'number' }>
  readonly homeless: OwnLossMaker<'test/homelessLoss', 'classes', Readonly<Record<never, never>>>
  readonly squared: OwnLayer<'test/squared', { readonly channels: 'count' }, never, false>
}
const moduleAt = async (file: string): Promise<Module> => (await import(/* @vite-ignore */ new URL(file, import.meta.url).href)) as Module
const { focal, homeless } = await moduleAt('./ownLoss.mjs')
const { squared } = await moduleAt('./ownLayer.mjs')

const teacher = done(
  _.sequentialFrom(
    [28, 28, 1],
    [_.maxPool(4), _.conv2d(1, 4), squared({ channels: 4 } as never) as never, _.globalAveragePool, _.linear(4, 10)],
  ) as E.Either<never, (key: ReturnType<typeof _.key>) => Net>,
)(_.key(5))

const run = async (workers: number, loss: Loss): Promise<EpochDone<Net>> => {
  let last: EpochDone<Net> | undefined
  for await (const epoch of _.fit(backend, plain, samples, { ...options, workers, loss: loss as never })) last = done(epoch)
  return last as EpochDone<Net>
}

test.each([
  ['a loss of a program’s own', focal({ factor: 2 })],
  ['a teacher with a layer of a program’s own', _.distillation({ teacher, temperature: 2 })],
])('%s: as here up to rounding, and the same bits each time', async (_name, loss) => {
  const [one, two, again] = [await run(1, loss), await run(2, loss), await run(2, loss)]
  expect(bits(again)).toBe(bits(two))
  expect(two.loss).toBeCloseTo(one.loss, 5)
  expect(two.accuracy).toBe(one.accuracy)
  const expected = _.arraysOf(one.network)
  for (const [at, { path, values }] of _.arraysOf(two.network).entries())
    values.forEach((value, place) => expect(value, path).toBeCloseTo(expected[at]?.values[place] ?? Number.NaN, 5))
})

test('without its module a loss is refused before a worker starts', async () => {
  for await (const epoch of _.fit(backend, plain, samples, { ...options, workers: 2, loss: homeless() }))
    expect(E.mapLeft(_.errorMessage)(epoch)).toEqual(
      E.left('workers: expected 1 with test/homelessLoss, whose definition names no module that workers could import, found 2'),
    )
})

test('a program whose workers would import it, and with it start the fit again, is told so at once', async () => {
  const program = fileURLToPath(new URL('./startsItself.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 150_000 })
  expect(stdout).toMatch(/^training was given up after \d workers were lost; .* put the definition into a module of its own/)
  expect(stdout).not.toContain('trained')
})
