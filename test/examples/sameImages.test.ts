import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileError, jobMessage } from '../../examples/main/jobError.js'
import type { Bench } from '../../examples/reproductions/bench.js'
import { recordPath, writeRecord } from '../../examples/reproductions/folder.js'
import { neededBy, type Run, runId } from '../../examples/reproductions/run.js'
import { sameImages } from '../../examples/reproductions/sameImages.js'
import { fresh, type Images, pruned, type Ranking, trained } from '../../examples/reproductions/stage.js'
import { key, syntheticDigits } from '../../lib/index.js'
import { right } from '../setup/answers.js'
import { endsWith, madeRecord } from './report/madeRecords.js'
import { training } from './report/madeStudy.js'

/** As it is built: it reads the version beside. */
const built = new URL('../../dist/examples/reproductions/perform.js', import.meta.url).href
const place = { folder: '' }
beforeEach(() => {
  place.folder = mkdtempSync(join(tmpdir(), 'narrownet-images-'))
})
afterEach(() => rmSync(place.folder, { recursive: true }))

const samples = syntheticDigits({ count: 8, key: key(0) })
const [there, here] = ['a'.repeat(64), 'b'.repeat(64)]

/** A bench whose images have these digests; the others are not here. */
const benchOf = (digests: { readonly [set in Images['set']]?: string }): Bench => ({
  get backend(): never {
    return expect.fail('it was to stop before')
  },
  images: (images) => {
    const digest = digests[images.set]
    return digest === undefined
      ? TE.left(fileError('--data', images.set, 'none named'))
      : TE.right({ training: samples, test: samples, digest })
  },
  folders: { records: join(place.folder, 'records'), work: join(place.folder, 'work') },
  commit: 'a test',
})

const network = fresh({ family: 'mlp', input: [28, 28, 1], cfg: [8, 8], classes: 10 })
const narrowed = (images: Images, ranking: Ranking = { by: 'l1' }) => pruned(trained(network, images, training), { to: [4, 4], ranking })
const first = (task: Run['task']): Run => ({ seed: 0, task })
const cifar: Images = { set: 'cifar10' }
const mnist: Images = { set: 'mnist' }

/** The run that it starts from has a record of these images. */
const recorded = async (run: Run | undefined, images: string | null): Promise<string> => {
  if (run === undefined) return expect.fail('it starts from none')
  const { folders } = benchOf({})
  right(await writeRecord(folders, madeRecord(run.task, run.seed, endsWith(0.9), { images }))())
  return recordPath(folders, runId(run))
}
const said = async (run: Run, digests: Parameters<typeof benchOf>[0]): Promise<string> => {
  const answer = await sameImages(run, benchOf(digests))()
  return E.isLeft(answer) ? jobMessage(answer.left) : 'begins'
}

describe('a run that starts from another', () => {
  const run = first(trained(narrowed(cifar), cifar, training))

  test('refuses where that saw other images of the same set: the record and both digests are named, and there is no record of it', async () => {
    const path = await recorded(neededBy(run), there)
    expect(await said(run, { cifar10: here })).toMatch(
      new RegExp(`^${path}: expected a run on the images that are here, of SHA-256 ${here}, found one on those of ${there}: `),
    )
    const { perform } = (await import(built)) as typeof import('../../examples/reproductions/perform.js')
    const answer = await perform(run, benchOf({ cifar10: here }), { tell: () => undefined, signal: new AbortController().signal })()
    expect(E.isLeft(answer) && jobMessage(answer.left)).toContain(there)
    expect(await said(run, { cifar10: there })).toBe('begins')
  })

  test('also where one stands in between that saw another set', async () => {
    const between = trained(narrowed(cifar), mnist, training)
    const last = first(trained(pruned(between, { to: [4, 2], ranking: { by: 'l1' } }), cifar, training))
    const middle = neededBy(last)
    await recorded(middle, 'c'.repeat(64))
    await recorded(middle && neededBy(middle), there)
    expect(await said(last, { cifar10: here, mnist: here })).toContain(there)
    expect(await said(last, { cifar10: there, mnist: here })).toBe('begins')
  })

  test('also where only the ranking of its channels sees images', async () => {
    const ranking: Ranking = { by: 'activation', statistic: 'mean-l1', images: cifar }
    const ranked = first(trained(narrowed(cifar, ranking), mnist, training))
    await recorded(neededBy(ranked), there)
    expect(await said(ranked, { cifar10: here, mnist: here })).toContain(there)
  })

  test('begins where the sets differ, where it sees none, and where images are named by their digest', async () => {
    const other = first(trained(narrowed(cifar), mnist, training))
    await recorded(neededBy(other), there)
    expect(await said(other, { mnist: here })).toBe('begins')
    expect(await said(first({ stage: 'timed', of: narrowed(cifar), batches: [1] }), {})).toBe('begins')
    const named: Images = { set: 'cifar10', digest: here }
    const published = first(trained(narrowed(named), named, training))
    await recorded(neededBy(published), here)
    expect(await said(published, { cifar10: here })).toBe('begins')
  })

  test('a record of its own on other images stays', async () => {
    await recorded(run, there)
    expect(await said(run, { cifar10: here })).toContain(there)
  })
})
